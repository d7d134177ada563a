from __future__ import annotations

from dataclasses import replace

import pytest

from wellsent.base.errors import DataError
from wellsent.directory.corrections.entering import checked, doubts
from wellsent.directory.corrections.tests.test_rules import ENTRY, NPI
from wellsent.directory.names import NOBODY, parse
from wellsent.directory.registry.entry import Entry

COMPANY = replace(ENTRY, is_organisation=True, organisation="LAKESIDE FOOT CARE LLC", family="", given="")
GONE = replace(ENTRY, deactivated_on="2026-10-01", family="", given="", sites=())


def said(entry: Entry | None, **options: object) -> str:
    return " | ".join(str(doubt) for doubt in doubts(NPI, entry, **options)).replace("\u00a0", "")  # type: ignore[arg-type]


def test_nothing_speaks_against_the_npi_of_whom_it_is_given_for() -> None:
    for name in (None, NOBODY, parse("Okafor, Ada DPM"), parse("A Okafor")):
        assert said(ENTRY, name=name, wants_person=True, states={"GA", "AL"}) == ""
    assert said(COMPANY, name=parse("Lakeside Foot Care")) == ""


@pytest.mark.parametrize(
    ("entry", "options", "words"),
    [
        (None, {}, "not in the loaded registry. It may be newer"),
        (GONE, {}, "was deactivated on 1 Oct 2026. Ask the office for the present one."),
        (replace(GONE, replaced_by="1234567893"), {}, "It was replaced by 1234567893: take that one."),
        (
            COMPANY,
            {"wants_person": True},
            "that of an organisation, Lakeside Foot Care LLC. Ask for the NPI of the person",
        ),
        (COMPANY, {"name": parse("Okafor, Ada MD")}, "that of an organisation"),
        (ENTRY, {"name": parse("Moreau, Luc MD")}, "is that of Ada B. Okafor, MD. Correct the name or the number"),
        (ENTRY, {"name": parse("Lakeside Foot Care")}, "is that of Ada B. Okafor, MD."),
        (ENTRY, {"states": {"TX"}}, "practises in GA. Compare it digit by digit"),
    ],
)
def test_what_speaks_against_an_npi_is_said_with_how_to_mend_it(
    entry: Entry | None, options: dict[str, object], words: str
) -> None:
    assert words in said(entry, **options)


def test_a_wrong_check_digit_is_refused_and_an_npi_is_read_however_it_is_typed() -> None:
    assert checked(" NPI: 1003000126.0 ") == NPI
    with pytest.raises(DataError, match=r"its check digit is wrong. Compare it digit by digit"):
        checked("1003000127")
    with pytest.raises(DataError, match=r"no NPI. Enter ten digits"):
        checked("Okafor")
