"""The spellings of a list joined into sources.

Three steps. A valid NPI decides first. Then pairs that name, practice, telephone or place make likely are joined from
the strongest down, each joining checked against everything the two clusters hold, so that no chain of small likenesses
ties two people together. What fits two clusters that cannot be one is joined to neither but put to a person, and so is
what is likely but not sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from wellsent.base import garbage
from wellsent.directory.identity.blocking import candidate_pairs
from wellsent.directory.identity.clusters import Clusters
from wellsent.directory.identity.compare import DOUBTFUL, SURE, Verdict, compare
from wellsent.directory.identity.joining import Joining, Pair
from wellsent.directory.identity.model import Crowd, Decisions, Known, Mention, Resolution
from wellsent.directory.identity.person import contradict
from wellsent.directory.identity.practice import letters_likeness
from wellsent.directory.identity.profile import Profile, forget_what_was_read, of_known, of_mention
from wellsent.directory.identity.rarity import Rarity
from wellsent.directory.identity.wording import resolution_of
from wellsent.directory.names import Name, parse_many


def resolve(
    mentions: Sequence[Mention],
    known: Sequence[Known] = (),
    decided: Decisions | None = None,
    *,
    crowd: Crowd | None = None,
    has_relatives: bool = False,
) -> Resolution:
    """Join the mentions of one source, to each other and to the known sources.

    Sure ones are joined, doubtful ones listed; what a person has `decided` is always respected. Two known sources are
    never compared with each other. Mentions that name nobody at all come back as one cluster whose name `is_blank`.

    `crowd` is everybody, where `known` are only those near the mentions: how rare a name is is told by all. Where
    relatives may share what else is said (`has_relatives`), neither an initial nor a family name alone makes two one.
    """
    with garbage.left_alone():
        names = parse_many([mention.name for mention in mentions])
        profiles, contradictions = _profiles(mentions, names, known)
        forget_what_was_read()
        clusters = Clusters(profiles, mentions, decided or Decisions())
        for one, other in contradictions:
            verdict = Verdict(SURE - 1, ("same NPI, but the names have nothing in common",))
            clusters.doubt(one, other, verdict, insist=True)
        rarity = Rarity.among(profiles, crowd)
        Joining(clusters, rarity, _likely_pairs(profiles, rarity, clusters), has_relatives=has_relatives).run()
        return resolution_of(mentions, clusters)


def _profiles(
    mentions: Sequence[Mention], names: Sequence[Name], known: Sequence[Known]
) -> tuple[list[Profile], list[tuple[int, int]]]:
    """One profile for each known source and each distinct thing said, mentions with the same valid NPI taken together.

    Also returns pairs that share an NPI but whose names cannot be one person's.
    """
    profiles = [of_known(one) for one in known]
    by_npi = {number: at for at, profile in enumerate(profiles) for number in profile.npis}
    by_key: dict[object, int] = {}
    contradictions = []
    for index, (mention, name) in enumerate(zip(mentions, names, strict=True)):
        profile = of_mention(index, mention, name)
        number = next(iter(profile.npis), None)
        at = by_npi.get(number) if number else None
        if at is not None and _contradicts(profiles[at], profile):
            profile.npis, profile.contested = frozenset(), profile.npis
            contradictions.append((at, len(profiles)))
            profiles.append(profile)
            continue
        key = number or _said(profile)
        at = at if at is not None else by_key.get(key)
        if at is None:
            at = len(profiles)
            profiles.append(profile)
        else:
            profiles[at].absorb(profile)
        by_key[key] = at
        if number:
            by_npi[number] = at
    return profiles, contradictions


def _said(profile: Profile) -> object:
    """Everything a mention says, as a key: two mentions that say the same are one."""
    name = profile.main
    person = (name.kind, name.key, name.middle, name.credentials)
    numbers = frozenset(profile.wrong_npis | profile.phones | profile.emails)
    places = frozenset(profile.streets | profile.cities | profile.states | profile.zips)
    return person, frozenset(profile.practices), frozenset(profile.kinds), numbers, places


def _contradicts(held: Profile, new: Profile) -> bool:
    """Whether a name cannot belong to the NPI it stands beside. An office's name beside its own doctor's can, and so
    can an office's so mistyped that it looks like a person's.
    """
    if held.is_person != new.is_person:
        alike = letters_likeness(held.main.family, new.main.text) or letters_likeness(held.main.text, new.main.family)
        return not alike and held.practices.isdisjoint(new.practices)
    if not held.is_person:
        return False
    return all(contradict(one, new.person) for one in held.people)


def _likely_pairs(profiles: Sequence[Profile], rarity: Rarity, clusters: Clusters) -> list[Pair]:
    """Pairs at least as likely as not to be one, the strongest first; full names before initials."""
    pairs: list[Pair] = []
    for one, other in candidate_pairs(profiles):
        first, second = profiles[one], profiles[other]
        if first.is_person != second.is_person or clusters.clash(one, other):
            continue
        verdict = compare(first, second, rarity)
        if verdict.bits >= DOUBTFUL:
            pairs.append((verdict.bits, one, other, verdict))
    pairs.sort(key=lambda pair: (_is_short(profiles, pair), -pair[0], pair[1], pair[2]))
    return pairs


def _is_short(profiles: Sequence[Profile], pair: Pair) -> bool:
    ends = (profiles[pair[1]], profiles[pair[2]])
    return any(end.is_person and not end.npis and not end.person.is_full for end in ends)
