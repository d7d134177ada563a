"""The way in, in words: who knows whom, what to say at each step, what to try where nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wellsent.directory.office.rules import ROLES, Office
from wellsent.directory.ties.paths import Link, Node
from wellsent.directory.ties.rules import KINDS, SAME_ADDRESS, SAME_CLASS, SAME_MEDICARE_GROUP, SIDE_BY_SIDE
from wellsent.outreach.introductions.rules import Asked, WayIn, is_a_guess, is_ours
from wellsent.outreach.models import Introduction
from wellsent.ui import formats

_YOU_AND = {
    "trained": "You and {them} trained together",
    "colleagues": "You and {them} used to work together",
    "group": "You and {them} are in the same group",
    "patient": "You and {them} both care for a patient, who has agreed that we say so",
    "civic": "You and {them} are in the same civic group",
    "event": "You and {them} met at our event",
}
_WE = {
    "trained": "We trained together",
    "colleagues": "We used to work together",
    "group": "We are in the same group",
    "patient": "We both care for a patient, who has agreed that I say so",
    "civic": "We are in the same civic group",
    "event": "We met at our event",
}
_SIDES = {
    SAME_ADDRESS: ("Same address{by}, {place}", "You and {them} practise at the same address"),
    SAME_MEDICARE_GROUP: ("Same group in Medicare’s file, {place}", "You and {them} are in the same group"),
    SAME_CLASS: (
        "Same class in Medicare’s file, {place}",
        "You and {them} trained at the same school, in the same year",
    ),
}
"""How it is shown, and how it is said to the one asked."""
TO_FIND_OUT = "{of} and {them} practise side by side; whether they know each other is for you to find out."
ACCEPT_FIRST = "Accept them, then ask: the way stands under Decided and on their page."
_CAME_OF_IT = {
    "introduced": "{of} introduced us on {on}.",
    "declined": "{of} declined on {on}.",
    "no answer": "{of} did not answer by {on}.",
}
STEPS = {1: "one step", 2: "two steps", 3: "three steps"}
YOU = "You"


@dataclass(frozen=True, slots=True)
class WayInView:
    """One target's way in as its card shows it. `badge`, `tone` and `brief` are the card in a list's cell.

    `chain` is who knows whom, `words` what to say (to whom, the sentence), `tries` what may open a way, `note` what to
    know before asking. `whom` marks the one to ask, empty where nobody is to be asked now, and `due` is the day on
    which an answer is usually due (2026-12-01).
    """

    target: int
    lead: str
    badge: str
    tone: str
    brief: str
    chain: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    tries: tuple[str, ...] = ()
    note: str = ""
    whom: str = ""
    whom_name: str = ""
    asked: str = ""
    waits_for: int | None = None
    due: str = ""
    is_known: bool = False


def way_in_view(way: WayIn, *, practice: str, today: date) -> WayInView:
    """A way in in words; `practice` is our own name, which the words to say need."""
    asked = _asked(way.asked, today) if way.asked else ""
    waits_for = way.asked.number if way.asked and way.waits else None
    if way.closed:
        return WayInView(way.target, way.closed, "closed", "stuck", way.closed)
    if way.is_known:
        return _known(way, asked, waits_for, today)
    if way.path is None:
        tries = openings(way.office, is_stranger=way.is_stranger)
        lead = "Nobody we know is known to know them."
        return WayInView(way.target, lead, "none known", "", tries[0], tries=tries, asked=asked, waits_for=waits_for)
    return _path(way, asked, waits_for, practice)


def _known(way: WayIn, asked: str, waits_for: int | None, today: date) -> WayInView:
    met = f"You met them on {formats.day(way.met, today=today)}" if way.met else "They send you patients"
    lead = f"{met}: no introduction is needed."
    return WayInView(way.target, lead, "you", "good", met, asked=asked, waits_for=waits_for, is_known=True)


def _path(way: WayIn, asked: str, waits_for: int | None, practice: str) -> WayInView:
    path, whom = way.path, way.whom
    assert path is not None  # noqa: S101 - told apart above
    assert whom is not None  # noqa: S101 - as above
    name = way.names[whom]
    can = "may be able to" if is_a_guess(path) else "can"
    lead = f"{name} {can} introduce you."
    if is_ours(whom):
        lead = f"{name} knows them."
    elif is_ours(path.nodes[0]):
        lead = f"{name} {can} introduce you; {way.names[path.nodes[0]]} asks."
    how = _how(way, path.links[-1], path.nodes[-1]).partition(",")[0]
    how = how[0].lower() + how[1:]
    brief = how if path.steps == 1 or (path.steps == 2 and is_ours(path.nodes[0])) else f"{STEPS[path.steps]}, {how}"
    return WayInView(
        target=way.target,
        lead=lead,
        badge=_spoken(name),
        tone="good" if path.steps == 1 and not is_a_guess(path) else "info",
        brief=brief,
        chain=_chain(way),
        words=_words(way, practice),
        note=_note(way),
        whom="" if waits_for or way.is_stranger else f"{whom.kind}:{whom.key}",
        whom_name=_spoken(name),
        asked=asked,
        waits_for=waits_for,
        due=way.usual_due.isoformat() if way.usual_due else "",
    )


def _note(way: WayIn) -> str:
    """What to know before asking: where nobody said that two know each other, and whom one cannot ask for yet."""
    assert way.path is not None  # noqa: S101 - told apart above
    at = next((at for at, link in enumerate(way.path.links) if link.kind in SIDE_BY_SIDE), None)
    of, them = ("", "") if at is None else (_spoken(way.names[node]) for node in way.path.nodes[at : at + 2])
    found_out = TO_FIND_OUT.format(of=of, them=them) if of else ""
    return " ".join(filter(None, (found_out, ACCEPT_FIRST if way.is_stranger else "")))


def _chain(way: WayIn) -> tuple[str, ...]:
    """Olive Person; Trained together: Katherine Brandt, MD; Same practice, Harbor Foot: Naomi Sato, MD."""
    assert way.path is not None  # noqa: S101 - told apart above
    first, *others = way.path.nodes
    steps = zip(way.path.links, others, strict=True)
    return (way.names[first], *(f"{_how(way, link, other)}: {way.names[other]}" for link, other in steps))


def _how(way: WayIn, link: Link, to: Node) -> str:
    """How a step of the path leads to somebody."""
    if link.place is None:
        return KINDS[link.kind]
    if link.kind in SIDE_BY_SIDE:
        return _SIDES[link.kind][0].format(
            place=way.names[link.place], by=" by the registry" if way.is_stranger else ""
        )
    if link.place == to:
        return "Works there"
    return "Somebody there" if link.place in link.ends else f"Same practice, {way.names[link.place]}"


def _words(way: WayIn, practice: str) -> tuple[tuple[str, str], ...]:
    """What to say at each step: who to whom, and the sentence."""
    assert way.path is not None  # noqa: S101 - told apart above
    names = [_spoken(way.names[node]) for node in way.path.nodes]
    asks = [_you_and(way, link, them) for link, them in zip(way.path.links, way.path.nodes[1:], strict=True)]
    guesses = [link.kind in SIDE_BY_SIDE for link in way.path.links]
    if is_ours(way.path.nodes[0]):
        us = f"{names[0]} of {practice}"
        if len(asks) == 1:
            words = f"“{_WE[way.path.links[0].kind]}. May I come by for ten minutes and hear what you look for?”"
            return ((f"{names[0]} to {names[1]}", words),)
        del asks[0], guesses[0]  # nobody need tell one of us whom they know
    else:  # whom we know and who trusts us: the asking begins with you
        us, names = practice, [YOU, *names]
    said = []
    for at, you_and in enumerate(asks):
        whom = "me" if at == 0 else us
        onward = f" I hope to meet {names[-1]} that way." if at + 1 < len(asks) else ""
        would = "If you know each other, would you" if guesses[at] else "Would you"
        said.append((f"{names[at]} to {names[at + 1]}", f"“{you_and}. {would} introduce {whom}?{onward}”"))
    return (*said, (f"{names[-2]} to {names[-1]}", f"“I would like to put you in touch with {us}. May I?”"))


def _you_and(way: WayIn, link: Link, them: Node) -> str:
    """How the one asked knows the next one, said to them."""
    name = _spoken(way.names[them])
    if link.place is None:
        return _YOU_AND[link.kind].format(them=name)
    if link.kind in SIDE_BY_SIDE:
        return _SIDES[link.kind][1].format(them=name)
    if link.place == them:
        return f"You work at {name}"
    if link.place in link.ends:
        return f"{name} works with you"
    return f"You and {name} both work at {way.names[link.place]}"


def _spoken(name: str) -> str:
    """A name as one says it: without what stands behind it."""
    return name.partition(",")[0]


def openings(office: Office, *, is_stranger: bool = False) -> tuple[str, ...]:
    """What may open a way where there is none, the most useful first. A tie to a stranger cannot be recorded yet."""
    tries = []
    visits, hours = office.habit("visits"), office.habit("hours")
    person = next((one for role in ("books", "door", "decides") for one in office.who(role)), None)
    does = " and ".join(ROLES[role] for role in person.roles) if person else ""
    if visits:
        tries.append(f"Try a visit; their office says: {visits}.")
    if person:
        tries.append(f"Try a call to {person.name}, who {does} there{f' ({hours})' if hours else ''}.")
    record = "Accept them, then record it as a tie." if is_stranger else "Record it as a tie."
    tries.append(f"Try your own people: who trained or worked with them, or is in a group with them? {record}")
    tries.append("Try an invitation to your next event: whoever you meet there is a way in.")
    return tuple(tries)


def _asked(asked: Asked, today: date) -> str:
    """Ada Okafor was asked on 21 Nov; an answer is due by 28 Nov."""
    if asked.outcome and asked.answered_on:
        on = formats.day(asked.answered_on, today=today)
        return _CAME_OF_IT[asked.outcome].format(of=asked.of_name, on=on)
    on, due = formats.day(asked.asked_on, today=today), formats.day(asked.due_on, today=today)
    was = "was" if asked.due_on < today else "is"
    return f"{asked.of_name} was asked on {on}; an answer {was} due by {due}."


def done_words(introduction: Introduction) -> str:
    """What was just done with an introduction: Asked Ada Okafor, MD to introduce you to Naomi Sato, MD."""
    if introduction.outcome:
        return f"{introduction.get_outcome_display()}: {introduction.of_name}, about {introduction.to.name}."
    due = formats.day(introduction.due_on, today=introduction.asked_on)
    return (
        f"Asked {introduction.of_name} about {introduction.to.name}; an answer is due by {due}. It stands in This week"
        " until answered."
    )
