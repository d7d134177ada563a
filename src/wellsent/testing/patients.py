"""A made-up patient whose every word is a marker: found anywhere it should not be, something leaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Marker:
    """What is planted in a patient's record: words that occur nowhere else."""

    given_name: str = "Zebulonia"
    family_name: str = "Quillfeatherstone"
    record_number: str = "MRN-7719-ZQX-0042"
    phone: str = "+12025550142"
    birth_date: str = "1931-07-19"

    @property
    def words(self) -> tuple[str, ...]:
        """The words to search for. The birth date is left out: its bytes occur by chance."""
        return (self.given_name, self.family_name, self.record_number, self.phone)


MARKER = Marker()
