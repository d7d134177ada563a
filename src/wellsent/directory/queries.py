"""Reading the directory: always from the caller, always through survivors, so that a merge shows everywhere at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.base.unused import in_chunks
from wellsent.directory import npi, rules
from wellsent.directory.identity import Decisions, Known
from wellsent.directory.kind_messages import SHIPPED, Words
from wellsent.directory.models import (
    Affiliation,
    ContactPoint,
    Kind,
    KindCode,
    KnownName,
    Merge,
    Provider,
    SameQuestion,
    Split,
)

Answer = SameQuestion.Answer
_MOST_IN_ONE_STATEMENT = 5000


def sources(caller: Caller) -> QuerySet[Provider]:
    """Every provider and practice that stands for itself, not merged into another. Raises Refused."""
    caller.must("sources.see")
    return Provider.objects.filter(merged_into=None)


def kinds(caller: Caller) -> QuerySet[Kind]:
    """The kinds a provider can be of, by label."""
    caller.must("sources.see")
    return Kind.objects.all()


@dataclass(frozen=True, slots=True)
class DescribedKind:
    """A kind with what it typically sends and the message to it: the practice's words, else those that come with us.

    `codes` are its taxonomy codes; `is_worded_here` says that some of the words are the practice's.
    """

    slug: str
    label: str
    family: str
    conditions: tuple[str, ...]
    message: str
    codes: tuple[str, ...]
    added_here: bool
    is_worded_here: bool
    retired_on: date | None


_described_kinds: Final[Kept[Sequence[DescribedKind]]] = Kept("directory")


def described_kinds(caller: Caller) -> Sequence[DescribedKind]:
    """Every kind, retired ones too, by label; two queries."""
    rows = kinds(caller)
    return _described_kinds.get((), lambda: _read_kinds(rows), now=clock.now())


def _read_kinds(rows: Iterable[Kind]) -> list[DescribedKind]:
    codes: dict[str, list[str]] = defaultdict(list)
    for slug, code in KindCode.objects.order_by("code").values_list("kind", "code"):
        codes[slug].append(code)
    return [_described(kind, tuple(codes[kind.slug])) for kind in rows]


def _described(kind: Kind, codes: tuple[str, ...]) -> DescribedKind:
    shipped = SHIPPED.get(kind.slug, Words())
    return DescribedKind(
        slug=kind.slug,
        label=kind.label,
        family=kind.family,
        conditions=shipped.conditions if kind.conditions is None else tuple(kind.conditions),
        message=kind.message or shipped.message,
        codes=codes,
        added_here=kind.added_here,
        is_worded_here=bool(kind.message) or kind.conditions is not None,
        retired_on=kind.retired_on,
    )


def survivor_of(caller: Caller, provider: int) -> int:
    """The number that stands for a provider now: its own unless merged (or unknown)."""
    return survivors(caller).get(provider, provider)


def missing(caller: Caller, providers: Collection[int]) -> set[int]:
    """Which of these numbers no provider has."""
    caller.must("sources.see")
    wanted = set(providers)
    for chunk in in_chunks(sorted(wanted)):
        wanted -= set(Provider.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    return wanted


_survivors: Final[Kept[Mapping[int, int]]] = Kept("directory")


def survivors(caller: Caller) -> Mapping[int, int]:
    """Every merged provider and who stands for it now: few, so that large results are mapped instead of joined."""
    caller.must("sources.see")
    return _survivors.get((), _read_survivors, now=clock.now())


def _read_survivors() -> dict[int, int]:
    merged = Provider.objects.exclude(merged_into=None).order_by().values_list("pk", "merged_into")
    return {number: survivor for number, survivor in merged if survivor is not None}


def same_as(caller: Caller, provider: int) -> list[int]:
    """All numbers that stand for one source: the survivor first, then those merged into it."""
    stands_for = survivors(caller)
    survivor = stands_for.get(provider, provider)
    return [survivor, *sorted(merged for merged, into in stands_for.items() if into == survivor)]


MOST_WORDS = 12
"""Of a search, so many different words are looked for: no name has more, and each is a condition in the database."""


def find(caller: Caller, text: str) -> QuerySet[Provider]:
    """Sources by any part of a name ever used, of their practice, or of an NPI; every word must be found.

    Accents, capitals and punctuation make no difference; % and _ are not wildcards. Text without a letter or digit
    finds nothing.
    """
    words = list(dict.fromkeys(rules.words(text)))[:MOST_WORDS]
    if not words:
        return sources(caller).none()
    named = KnownName.objects.filter(*_all_words("key", words))
    working = Affiliation.objects.filter(*_all_words("practice__names__key", words), ended_on=None)
    found = [named.values(number=F("provider")), _survivor_numbers(working, "provider")]
    if survivors(caller):
        merged = named.filter(provider__in=Provider.objects.exclude(merged_into=None).order_by().values("pk"))
        found.append(merged.values(number=F("provider__merged_into")))
    digits = "".join(words)
    if digits.isascii() and digits.isdigit():
        numbered = Provider.objects.filter(npi__contains=digits)
        found.append(numbered.order_by().values(number=Coalesce("merged_into_id", "pk")))
    first, *others = found
    return sources(caller).filter(pk__in=first.union(*others, all=True))  # numbers of merged ones are of no source


def with_found(caller: Caller, text: str) -> Q:
    """Rows whose `source` these words find, under whichever of its numbers they were written down."""
    found = find(caller, text).values("pk")
    return Q(source__in=found) | Q(source__merged_into__in=found)


def _all_words(path: str, words: Iterable[str]) -> list[Q]:
    return [Q(**{f"{path}__contains": word}) for word in words]


def _survivor_numbers(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.values(number=Coalesce(F(f"{path}__merged_into_id"), F(f"{path}_id")))


def names(caller: Caller, numbers: Collection[int]) -> dict[int, str]:
    """The names of these providers, by number, as they are shown."""
    caller.must("sources.see")
    found: dict[int, str] = {}
    for chunk in in_chunks(sorted(numbers)):
        found.update(Provider.objects.filter(pk__in=chunk).values_list("pk", "name"))
    return found


def by_npi(caller: Caller, number: str) -> Provider | None:
    """The source known by this NPI, under which of its rows ever; None for a number nobody has."""
    digits = npi.clean(number)
    holder = Provider.objects.filter(npi=digits).values_list("pk", flat=True).first() if digits else None
    return None if holder is None else sources(caller).get(pk=survivor_of(caller, holder))


def not_to_contact(caller: Caller) -> frozenset[int]:
    """The sources that asked not to be contacted, under any of their names."""
    caller.must("sources.see")
    asked = Provider.objects.exclude(do_not_contact_since=None)
    return frozenset(asked.values_list(Coalesce("merged_into_id", "pk"), flat=True))


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of one source, over every row that stands for it. `asked_off` is the row under which it asked
    not to be contacted, where it did.
    """

    provider: Provider
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    npis: tuple[str, ...]
    kind: Kind | None
    affiliations: tuple[Affiliation, ...]
    contact_points: tuple[ContactPoint, ...]
    asked_off: Provider | None = None


def profile(caller: Caller, provider: int) -> Profile | None:
    """A source with its names, NPIs, affiliations (open ones first) and ways to reach it; None when there is none."""
    return profiles(caller, [provider]).get(provider)


_profiles: Final[Kept[Mapping[int, Profile]]] = Kept("directory")


def profiles(caller: Caller, providers: Collection[int]) -> Mapping[int, Profile]:
    """The same of several, by the number asked for; those that are not there are left out. Four queries in all, none
    where a page asked for the same ones before and nothing changed.
    """
    same = {provider: tuple(same_as(caller, provider)) for provider in sorted(providers)}
    return _profiles.get(tuple(same.items()), lambda: _read_profiles(same), now=clock.now())


def _read_profiles(same: Mapping[int, Collection[int]]) -> dict[int, Profile]:
    every = sorted({number for numbers in same.values() for number in numbers})
    rows = {row.pk: row for row in Provider.objects.filter(pk__in=every).select_related("kind").order_by()}
    names = _by_provider(KnownName.objects.filter(provider__in=every).order_by("pk"))
    reached = _by_provider(ContactPoint.objects.filter(provider__in=every, retired_on=None).order_by("channel", "pk"))
    affiliations = _by_provider(
        Affiliation.objects.filter(provider__in=every).select_related("practice").order_by("pk")
    )
    found: dict[int, Profile] = {}
    for provider, numbers in same.items():
        own = [rows[number] for number in numbers if number in rows]
        if not own:
            continue
        called = [*(row.name for row in own), *(one.text for number in numbers for one in names[number])]
        places = [one for number in numbers for one in affiliations[number]]
        found[provider] = Profile(
            provider=own[0],
            numbers=tuple(row.pk for row in own),
            names=tuple(dict.fromkeys(called)),
            npis=tuple(row.npi for row in own if row.npi),
            kind=next((row.kind for row in own if row.kind), None),
            affiliations=tuple(sorted(places, key=lambda one: one.ended_on is not None)),
            contact_points=tuple(one for number in numbers for one in reached[number]),
            asked_off=next((row for row in own if row.do_not_contact_since), None),
        )
    return found


_Beside = TypeVar("_Beside", KnownName, ContactPoint, Affiliation)


def _by_provider(rows: Iterable[_Beside]) -> dict[int, list[_Beside]]:
    found: dict[int, list[_Beside]] = defaultdict(list)
    for row in rows:
        found[row.provider_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Signer:
    """What decides whether a source's order counts: a person's credentials, else what people of its kind hold.

    `number` is None for one who is not among the sources yet.
    """

    number: int | None
    name: str
    is_person: bool
    credentials: str
    kind: Kind | None = None


def signer(caller: Caller, provider: int) -> Signer | None:
    """What is known of a source as one who signs, from every row that stands for it, the survivor's own first; None for
    one that is not there."""
    caller.must("sources.see")
    row = Provider.objects.select_related("kind", "merged_into__kind").filter(pk=provider).first()
    if row is None:
        return None
    survivor = row.merged_into or row
    credentials, kind = survivor.credentials, survivor.kind
    if not credentials or kind is None:
        others = list(survivor.merged.select_related("kind").order_by("pk"))
        credentials = credentials or next((one.credentials for one in others if one.credentials), "")
        kind = kind or next((one.kind for one in others if one.kind), None)
    return Signer(survivor.pk, survivor.name, survivor.entity == Provider.Entity.PERSON, credentials, kind)


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


@dataclass(frozen=True, slots=True)
class Identity:
    """What a source's identity rests on: its numbers, merges and splits that hold, and facts that a split may move."""

    numbers: tuple[int, ...]
    merges: tuple[Merge, ...]
    splits: tuple[Split, ...]
    names: tuple[KnownName, ...]
    contact_points: tuple[ContactPoint, ...]
    affiliations: tuple[Affiliation, ...]


_identities: Final[Kept[Identity]] = Kept("directory")


def identity(caller: Caller, provider: int) -> Identity:
    """What one source, named by its survivor, is made of; newest merges and splits first."""
    caller.must("sources.change")
    numbers = tuple(same_as(caller, provider))
    return _identities.get(numbers, lambda: _read_identity(numbers), now=clock.now())


def _read_identity(numbers: tuple[int, ...]) -> Identity:
    merges = Merge.objects.filter(merged__in=numbers, undone_at=None).select_related("merged")
    splits = Split.objects.filter(Q(source__in=numbers) | Q(other__in=numbers), undone_at=None)
    splits = splits.select_related("source", "other")
    affiliations = Affiliation.objects.filter(provider__in=numbers).select_related("practice", "practice__merged_into")
    return Identity(
        numbers=numbers,
        merges=tuple(merges.only("by_name", "at", "merged__name")),
        splits=tuple(splits.only("by_name", "at", "source__name", "other__name")),
        names=tuple(KnownName.objects.filter(provider__in=numbers).order_by("pk")),
        contact_points=tuple(
            ContactPoint.objects.filter(provider__in=numbers, retired_on=None).order_by("channel", "pk")
        ),
        affiliations=tuple(
            affiliations.order_by("ended_on", "pk").only(
                *("provider", "started_on", "ended_on", "confirmed_on", "practice__name", "practice__merged_into__name")
            )
        ),
    )
