"""The rows the product ships, from the tables beside this file, and what words for a provider mean as classes."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Final

from wellsent.directory import kinds
from wellsent.referrals.authority.rules import ANSWERS, CLASSES, MEDICARE, PAYERS, Access, Answer, Row
from wellsent.referrals.grouping import COMMERCIAL, NOT_STATED, OTHER, payer_group

TERRITORIES: Final = ("AS", "GU", "MP", "PR", "VI")
"""Known places for which no direct-access row is loaded."""

_WORDS: Final = {"md": "md_do", "do": "md_do", "md/do": "md_do", "md or do": "md_do", "dmd": "dds"}
_CREDENTIALS: Final = {
    word: each
    for each, words in {
        "md_do": "md do mbbs mbbch mbchb mdcm",
        "dpm": "dpm",
        "od": "od",
        "np": "np npc fnp fnpc fnpbc cfnp crnp arnp anp anpc anpbc agnp agnpc agnpbc agacnp acnp acnpc acnpbc cpnp pnp"
        " pnpbc gnp gnpbc whnp whnpbc pmhnp pmhnpbc enp cnp nnp drnp",
        "pa": "pa pac",
        "cns": "cns ccns",
        "cnm": "cnm",
        "dc": "dc",
        "dds": "dds dmd",
        "pt": "pt dpt mpt mspt rpt",
        "ot": "ot otr otrl otd mot",
        "slp": "slp cccslp",
        "pta": "pta",
        "ota": "ota cota",
        "atc": "atc lat latc",
        "lmt": "lmt cmt lcmt",
        "lcsw": "lcsw lcswr licsw",
        "sw": "msw lmsw lsw",
        "rn": "rn rnc bsn lpn lvn",
    }.items()
    for word in words.split()
}
"""What letters behind a name stand for. Those that stand for several classes (APRN) or for none are not here."""
_NURSES_OF_SEVERAL_CLASSES: Final = frozenset({"aprn", "aprnc", "apn", "apnc"})
_SELL_MEDICARE_TOO: Final = ("Humana",)
"""Humana announced in February 2023 that it leaves the medical plans of employers: most who name it have Medicare
Advantage by now, and older commercial cards are still about. PPO and HMO are said of both.
"""
_SAYS_WHICH: Final = re.compile(r"commercial|employer|group|private|market ?place|exchange", re.IGNORECASE)
_ORDERS_NOTHING = frozenset({"recommend_only", "establish_plan_only"})


@lru_cache(maxsize=1)
def medicare() -> tuple[Row, ...]:
    """Medicare's rows (authority_medicare.csv): one for every credential class."""
    return tuple(_medicare_row(cells) for cells in _read("authority_medicare.csv"))


@lru_cache(maxsize=1)
def others() -> tuple[Row, ...]:
    """The rows for every other payer (authority_others.csv): few, and most of them background."""
    return tuple(
        Row(
            payer=cells["payer"],
            state=cells["state"],
            credential_class=cells["credential_class"],
            answer=_answer(cells["answer"]),
            may_certify=None,
            limit=cells["limit"],
            citation=cells["source"],
            confirmed=cells["confidence"] == "R",
            effective_from=_day(cells["effective_from"]),
            effective_to=_day(cells["effective_to"]),
        )
        for cells in _read("authority_others.csv")
    )


@lru_cache(maxsize=1)
def direct_access() -> tuple[Access, ...]:
    """What each state's law lets a physical therapist do without an order (direct_access.csv)."""
    return tuple(
        Access(
            state=cells["state"],
            name=cells["name"],
            level=cells["level"],
            days=int(cells["day_limit"]) if cells["day_limit"] else None,
            visits=int(cells["visit_limit"]) if cells["visit_limit"] else None,
            rule=cells["limit_rule"],
            qualification=cells["pt_qualification"],
            provisions=cells["other_provisions"],
            confirmed=cells["level_confidence"] == "R" and cells["provisions_confidence"] in {"", "R"},
            citation=cells["source"],
            effective_from=_day(cells["effective_from"]),
            effective_to=_day(cells["effective_to"]),
        )
        for cells in _read("direct_access.csv")
    )


def rows_for(payer: str) -> tuple[Row, ...]:
    """The shipped rows that speak of a payer."""
    return medicare() if payer == MEDICARE else others()


def payer_word(text: str) -> str:
    """How a payer is spelled as a word: "Workers' comp" is workers-comp."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", text.casefold())).strip("-")


def states() -> tuple[str, ...]:
    """The states and territories that may be asked about, in order."""
    return tuple(sorted({each.state for each in direct_access()} | set(TERRITORIES)))


def classes_of(words: str) -> tuple[str, ...]:
    """The credential classes that a class word, a kind or a taxonomy code stands for; none when it is not known.

    Of a kind that people and organisations share, only the people's classes count: an organisation signs nothing.
    """
    plain = words.strip().casefold()
    if plain in CLASSES:
        return (plain,)
    if plain in _WORDS:
        return (_WORDS[plain],)
    taxonomy = kinds.TAXONOMIES.get(words.strip().upper())
    if taxonomy:
        return (taxonomy.credential_class,)
    kind = kinds.recognise(words) if kinds.says_only_kind(words) else None
    if kind is None:
        return ()
    classes = dict.fromkeys(kinds.TAXONOMIES[code].credential_class for code in kinds.ALL[kind].codes)
    people = tuple(each for each in classes if each != "org")
    return people or tuple(classes)


def classes_of_source(*, is_person: bool, credentials: str, kind: str, said_of_kind: str = "") -> tuple[str, ...]:
    """The classes a source's signature may count as; none when nothing says it.

    A person's own letters decide ("RN, FNP-C" is a nurse practitioner: what may order most counts), then what the
    practice said of a kind it added, then the kind (its slug). An organisation signs nothing.
    """
    if not is_person:
        return ("org",)
    letters = [re.sub(r"[^a-z]", "", word) for word in re.split(r"[,;\s]+", credentials.casefold())]
    found = {_CREDENTIALS[word] for word in letters if word in _CREDENTIALS}
    first = next((each for each in CLASSES if each in found), None)
    if first in {None, "rn"} and _NURSES_OF_SEVERAL_CLASSES.intersection(letters):
        return ("np", "cns", "cnm")
    if first:
        return (first,)
    return (said_of_kind,) if said_of_kind else classes_of(kind)


def payer_class(text: str, *, own: Collection[str]) -> str:
    """The payer that rows speak of, from what staff typed: one of the practice's `own` where the words are the same,
    else one of PAYERS; "auto" for car insurance. "" for a payer that may be any, Medicare too: one nobody told us of,
    or one that sells both (`sells_medicare_too`)."""
    word = payer_word(text)
    if word in own or word in PAYERS:
        return word
    if sells_medicare_too(text):
        return ""
    group = payer_group(text)
    return "" if group in {OTHER, NOT_STATED} else group


def sells_medicare_too(text: str) -> str:
    """The insurer named whose name alone does not tell whether Medicare pays, where no other word does; else ""."""
    if payer_group(text) != COMMERCIAL or _SAYS_WHICH.search(text):
        return ""
    return next((name for name in _SELL_MEDICARE_TOO if name.casefold() in text.casefold()), "")


def _medicare_row(cells: Mapping[str, str]) -> Row:
    answers: dict[str, Answer] = {"order_and_certify": "valid order", "ask_individual": "unknown"}
    if cells["answer"] not in answers and cells["answer"] not in _ORDERS_NOTHING:
        raise ValueError(
            f"authority_medicare.csv: answer {cells['answer']!r} of {cells['credential_class']} is not known"
        )
    return Row(
        payer=MEDICARE,
        state="",
        credential_class=cells["credential_class"],
        answer=answers.get(cells["answer"]),
        may_certify=cells["may_certify"] == "yes",
        limit="" if cells["limit"] == "none" else cells["limit"],
        citation=cells["source"],
        confirmed=cells["confidence"] == "R",
        effective_from=_day(cells["effective_from"]),
        effective_to=_day(cells["effective_to"]),
    )


def _answer(text: str) -> Answer:
    if text not in ANSWERS:
        raise ValueError(f"authority_others.csv: answer {text!r} is none of {', '.join(ANSWERS)}")
    return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(name: str) -> list[dict[str, str]]:
    table = resources.files("wellsent.referrals.authority").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))
