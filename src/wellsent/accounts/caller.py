"""Who asks. Every query starts from a Caller and every action ends in one: `by=`."""

from __future__ import annotations

from dataclasses import dataclass

from wellsent.accounts import roles
from wellsent.accounts.models import Role, User
from wellsent.base.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Caller:
    """A person (or the shell of the server) with a role and the clinics they may see; `clinics` None means all."""

    name: str
    role: str
    clinics: frozenset[int] | None
    user: User | None = None
    chooses_gifts: bool = False

    def may(self, power: str) -> bool:
        """Whether this caller holds a power of the table in `roles.py`."""
        return roles.holds(self.role, power, chooses_gifts=self.chooses_gifts)

    def must(self, power: str) -> None:
        """Refuse, in words, what this caller may not do."""
        if not self.may(power):
            raise Forbidden("Your role does not allow this.", "Ask an owner of the practice.")

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None


def caller_of(user: User) -> Caller:
    """The caller behind a signed-in person.

    Choosing gifts blinds to volume only where the practice has two people or more (DESIGN, Decided: gifts and volume).
    """
    clinics = None if user.all_clinics else frozenset(user.clinics.values_list("pk", flat=True))
    blind = user.chooses_gifts and User.objects.filter(is_active=True).exclude(pk=user.pk).exists()
    return Caller(name=str(user), role=user.role, clinics=clinics, user=user, chooses_gifts=blind)


def nobody() -> Caller:
    """Somebody who has not signed in: holds no power, and is named so in the audit trail."""
    return Caller(name="somebody not signed in", role="", clinics=frozenset())


def shell_caller() -> Caller:
    """Whoever runs a command on the server: holds what the owner holds, and is named so in the audit trail."""
    return Caller(name="command line", role=Role.OWNER, clinics=None)


def job_caller() -> Caller:
    """The worker, going on with what a person started."""
    return Caller(name="background work", role=Role.OWNER, clinics=None)
