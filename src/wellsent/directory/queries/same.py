"""Who may be one: what is compared, what people have decided of it, and what they are still to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.directory.identity import Decisions, Known
from wellsent.directory.models import Affiliation, ContactPoint, KnownName, Provider, SameQuestion

Answer = SameQuestion.Answer
_MOST_IN_ONE_STATEMENT = 5000


def known_for_resolving(caller: Caller, only: Collection[int] | None = None) -> list[Known]:
    """Every source with everything it was ever called and reached by, for `identity.resolve`, or `only` some; four
    queries in all.
    """
    caller.must("sources.see")
    if only is not None and len(only) > _MOST_IN_ONE_STATEMENT:
        return [one for one in known_for_resolving(caller) if one.id in only]
    told: dict[int, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    survivor: dict[int, int] = {}
    providers = Provider.objects.order_by(F("merged_into").asc(nulls_first=True), "pk")
    of = Q()
    if only is not None:
        providers = providers.filter(Q(pk__in=only, merged_into=None) | Q(merged_into__in=only))
        of = Q(provider__in=providers.order_by().values("pk"))
    columns = ("pk", "merged_into", "name", "npi", "kind", "practice_as_written")
    for number, into, name, its_npi, kind, practice in providers.values_list(*columns).iterator():
        survivor[number] = into or number
        _tell(told[into or number], names=name, npis=its_npi, kinds=kind, practices=practice)
    for number, text, practice in (
        KnownName.objects.filter(of).order_by("pk").values_list("provider", "text", "practice").iterator()
    ):
        _tell(told[survivor[number]], names=text, practices=practice)
    points = (
        ContactPoint.objects.filter(of)
        .order_by("pk")
        .values_list("provider", "channel", "shown", "city", "state", "zip")
    )
    for number, channel, shown, city, state, zip_code in points.iterator():
        _tell(told[survivor[number]], **{_KNOWN_BY[channel]: shown}, cities=city, states=state, zips=zip_code)
    for number, practice in Affiliation.objects.filter(of).values_list("provider", "practice__name").iterator():
        _tell(told[survivor[number]], practices=practice)
    return [
        Known(id=number, **{name: tuple(values) for name, values in facts.items()}) for number, facts in told.items()
    ]


_KNOWN_BY = {
    ContactPoint.Channel.PHONE.value: "phones",
    ContactPoint.Channel.FAX.value: "faxes",
    ContactPoint.Channel.EMAIL.value: "emails",
    ContactPoint.Channel.ADDRESS.value: "addresses",
}


def _tell(known: dict[str, dict[str, None]], **facts: str | None) -> None:
    for name, value in facts.items():
        if value:
            known[name][value] = None


def decisions(caller: Caller) -> Decisions:
    """Which sources people have called different, for `identity.resolve`; those called the same are merged already."""
    caller.must("sources.see")
    pairs = SameQuestion.objects.filter(answer__in=[Answer.DIFFERENT, Answer.SAME_OFFICE]).values_list(
        Coalesce("first__merged_into_id", "first_id"), Coalesce("second__merged_into_id", "second_id")
    )
    return Decisions(different=frozenset((one, other) for one, other in pairs if one != other))


def not_looked_at(caller: Caller) -> QuerySet[Provider]:
    """Providers that came in or changed since they were last compared with the others."""
    caller.must("sources.see")
    return Provider.objects.filter(looked_at=None)


def open_questions(caller: Caller) -> QuerySet[SameQuestion]:
    """Pairs to put to a person: those not answered from the likeliest, then those put off; none that are one by now."""
    caller.must("sources.see")
    asked = SameQuestion.objects.filter(answer__in=[Answer.OPEN, Answer.LATER]).annotate(
        first_end=Coalesce("first__merged_into_id", "first_id"),
        second_end=Coalesce("second__merged_into_id", "second_id"),
    )
    return (
        asked.exclude(first_end=F("second_end")).select_related("first", "second").order_by("-answer", "-score", "pk")
    )


def question(caller: Caller, number: int) -> SameQuestion | None:
    """One question, answered or not; None where there is none of this number."""
    caller.must("sources.change")
    return SameQuestion.objects.filter(pk=number).select_related("first").first()


def last_answered(caller: Caller) -> SameQuestion | None:
    """The question this caller answered last: what "undo the last one" takes back."""
    caller.must("sources.change")
    answered = SameQuestion.objects.exclude(answer=Answer.OPEN).filter(answered_by=caller.user)
    both = answered.select_related("first", "second").only("answer", "first__name", "second__name")
    return both.order_by("-answered_at").first()
