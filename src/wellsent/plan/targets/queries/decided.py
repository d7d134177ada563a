"""What was decided of targets."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.plan.targets.deciding import Decided, DecidedOn
from wellsent.plan.targets.models import TargetDecision


def decisions(caller: Caller) -> QuerySet[TargetDecision]:
    """What was decided of targets and holds, the newest first. Raises Refused."""
    caller.must("targets.see")
    return TargetDecision.objects.filter(undone_at=None).select_related("provider", "provider__merged_into")


def decided_on(caller: Caller) -> DecidedOn:
    """The newest decisions that hold, through merges. Raises Refused."""
    providers: dict[int, Decided] = {}
    npis: dict[str, Decided] = {}
    columns = (Coalesce("provider__merged_into_id", "provider_id"), "npi", "choice", "until")
    for number, npi, choice, until in decisions(caller).order_by("pk").values_list(*columns):
        if number is not None:
            providers[number] = Decided(choice, until)
        if npi:
            npis[npi] = Decided(choice, until)
    return DecidedOn(providers, npis)


def accepted_since(caller: Caller, day: date) -> list[TargetDecision]:
    """The targets accepted since a day and still so, each once, through merges."""
    newest: dict[int, TargetDecision] = {}
    for one in decisions(caller).filter(provider__isnull=False).order_by("pk"):
        if one.provider is not None:
            newest[one.provider.merged_into_id or one.provider.pk] = one
    return [one for one in newest.values() if one.choice == TargetDecision.Choice.ACCEPTED and one.on >= day]
