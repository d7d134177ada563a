"""Errors that people read.

    WellsentError              what is wrong, and how to mend it
    ├── DataError              the data is at fault             (commands exit 1)
    │   └── Refused            a rule says no to this action
    │       └── Forbidden      because of who asks
    ├── CallError              the call is at fault             (commands exit 2)
    └── SetupError             a setting or the machine is at fault (commands exit 2)

The words never hold patient data: name the row and the column instead.
"""

from __future__ import annotations


class WellsentError(Exception):
    """Something a person can mend: `reason` says what is wrong, `remedy` what to do about it."""

    exit_code = 1

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}".strip()


class DataError(WellsentError):
    """The data is at fault: a file that cannot be read, a value that cannot be right."""


class Refused(DataError):  # noqa: N818 - reads as the sentence it stands in
    """A rule of the practice or of the law says no to this action."""


class Forbidden(Refused):
    """The rule is about who asks: their role does not hold the power."""


class CallError(WellsentError):
    """The call is at fault: an unknown option, a missing argument, a wrong combination."""

    exit_code = 2


class SetupError(WellsentError):
    """The installation is at fault: a setting, a key, a folder."""

    exit_code = 2
