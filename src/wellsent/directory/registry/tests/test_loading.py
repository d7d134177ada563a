from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from wellsent.base.errors import DataError
from wellsent.directory.registry import Registry, store
from wellsent.directory.registry.tests.made_up import load, month, person
from wellsent.simulate.people import make_npi
from wellsent.simulate.registry import HEADER, write_registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "registry"


def near(folder: Path, zip_code: str = "30309", *kinds: str) -> list[str]:
    return [each.npi for each in Registry(folder).near(zip_code, 25, kinds)[1]]


def lines(path: Path, *rows: str) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_month_is_loaded_with_its_counts_and_its_day(folder: Path, tmp_path: Path) -> None:
    manifest = load(folder, month(tmp_path / "a.csv", person(1), person(2)))
    assert (manifest.month, manifest.source_day, manifest.loaded_on) == ("2026-11", "2026-11-07", "2026-11-28")
    assert manifest.counts == {"providers": 4}
    assert manifest.warnings == []
    assert near(folder) == [make_npi(1), make_npi(2)]


def test_the_zip_of_cms_is_read_without_its_header_files_and_papers(folder: Path, tmp_path: Path) -> None:
    inside = month(tmp_path / "npidata_pfile_20050523-20261108.csv", person(1))
    other = lines(
        tmp_path / "othername_pfile.csv",
        '"NPI","Provider Other Organization Name","Provider Other Organization Name Type Code"',
        f'"{make_npi(1)}","QUILL FEET","3"',
    )
    packed = tmp_path / "NPPES.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(inside, inside.name)
        out.write(other, other.name)
        out.writestr("npidata_pfile_20050523-20261108_fileheader.csv", ",".join(HEADER))
        out.writestr("NPPES_Data_Dissemination_Readme.pdf", "%PDF")
    manifest = load(folder, packed)
    assert manifest.counts == {"providers": 3, "other_names": 1}
    assert Registry(folder).show(make_npi(1))["other_names"] == ["QUILL FEET"]


@pytest.mark.parametrize("name", ["whatever.csv", "othername_pfile.csv", "order_and_referring.csv"])
def test_a_file_is_known_by_its_header_and_not_by_its_name(folder: Path, tmp_path: Path, name: str) -> None:
    assert load(folder, month(tmp_path / name, person(1))).counts == {"providers": 3}


def test_headings_may_differ_in_blanks_case_and_punctuation(folder: Path, tmp_path: Path) -> None:
    file = month(tmp_path / "a.csv", person(1))
    header, rest = file.read_text().split("\n", 1)
    file.write_text(header.upper().replace("Address City".upper(), "address -  city") + "\n" + rest)
    load(folder, file)
    assert near(folder) == [make_npi(1)]


def test_the_older_header_without_certification_date_is_read(folder: Path, tmp_path: Path) -> None:
    header = ["Provider Gender Code" if name == "Provider Sex Code" else name for name in HEADER[:-1]]
    manifest = load(folder, month(tmp_path / "a.csv", person(1), header=header))
    assert (manifest.warnings, near(folder, "30309", "podiatry")) == ([], [make_npi(1)])


def test_a_file_resaved_by_a_spreadsheet_or_pandas_reads_as_published(folder: Path, tmp_path: Path) -> None:
    spreadsheet = person(1, zip_code="21391234", since="4/1/09", phone="4045550100")
    pandas = person(2, zip_code="21391234.0", phone="4045550100.0") | {"Entity Type Code": "1.0"}
    pandas["NPI"] += ".0"
    load(folder, month(tmp_path / "a.csv", spreadsheet, pandas))
    found = Registry(folder).near("02139", 1)[1]
    assert [(each.npi, each.phone, str(each.since)) for each in found] == [
        (make_npi(1), "4045550100", "2009-04-01"),
        (make_npi(2), "4045550100", "2009-04-01"),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\n", ""])
def test_lines_may_end_as_on_any_machine(folder: Path, tmp_path: Path, end: str) -> None:
    file = month(tmp_path / "a.csv", person(1))
    rows = file.read_text(encoding="utf-8").splitlines()
    file.write_bytes(b"\xef\xbb\xbf" + (end or "\n").join(rows).encode() + end.encode())
    load(folder, file)
    assert near(folder) == [make_npi(1)]


def test_a_file_in_a_western_encoding_is_read(folder: Path, tmp_path: Path) -> None:
    file = month(tmp_path / "a.csv", person(1, last_name="MUÑOZ"))
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1"))
    load(folder, file)
    assert Registry(folder).show(make_npi(1))["name"] == "MUÑOZ, ADA"


def test_the_kind_is_that_of_the_primary_code_and_sports_medicine_wins(folder: Path, tmp_path: Path) -> None:
    rows = [
        person(1, codes=("213E00000X", "207X00000X"), primary=2),
        person(2, codes=("213E00000X", "207X00000X"), primary=0),
        person(3, codes=("207Q00000X", "207QS0010X"), primary=1),
        person(4, codes=("183500000X",)),
    ]
    load(folder, month(tmp_path / "a.csv", *rows))
    kinds = {each.npi: (each.kind, each.taxonomy) for each in Registry(folder).near("30309", 1)[1]}
    assert [kinds[make_npi(serial)] for serial in (1, 2, 3, 4)] == [
        ("orthopaedic-surgery", "207X00000X"),
        ("podiatry", "213E00000X"),
        ("sports-medicine", "207Q00000X"),
        (None, "183500000X"),
    ]


def test_who_is_deactivated_is_kept_but_not_near_until_reactivated_on_a_later_day(folder: Path, tmp_path: Path) -> None:
    rows = [
        person(1, deactivated="03/01/2020"),
        person(2, deactivated="03/01/2020", reactivated="03/01/2020"),
        person(3, deactivated="03/01/2020", reactivated="03/02/2020"),
    ]
    assert load(folder, month(tmp_path / "a.csv", *rows)).counts["providers"] == 5
    assert near(folder) == [make_npi(3)]


def test_who_practises_abroad_is_not_near_a_zip_that_looks_alike(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "a.csv", person(1, country="DO"), person(2)))
    assert near(folder) == [make_npi(2)]


def test_the_latest_of_several_rows_of_one_npi_counts(folder: Path, tmp_path: Path) -> None:
    rows = [person(1, last_name="NEW", updated="10/05/2026"), person(1, last_name="OLD", updated="10/05/2019")]
    assert load(folder, month(tmp_path / "a.csv", *rows)).counts["providers"] == 3
    assert Registry(folder).show(make_npi(1))["name"] == "NEW, ADA"


def test_a_weekly_update_replaces_the_rows_it_holds_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "month.csv", person(1), person(2)))
    week = [person(1, zip_code="99501", updated="11/10/2026"), person(3, updated="11/11/2026")]
    manifest = load(folder, write_registry(tmp_path / "week.csv", week))
    assert (manifest.counts["providers"], manifest.source_day) == (5, "2026-11-11")
    assert near(folder) == [make_npi(2), make_npi(3)]


def test_month_and_week_may_be_loaded_together_in_any_order(folder: Path, tmp_path: Path) -> None:
    whole = month(tmp_path / "month.csv", person(1), person(2))
    week = write_registry(tmp_path / "week.csv", [person(1, zip_code="99501", updated="11/10/2026")])
    load(folder, week, whole)
    assert near(folder) == [make_npi(2)]


def test_a_deactivation_in_a_weekly_update_counts_even_when_dated_back(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "month.csv", person(1), person(2)))
    week = [person(serial, updated="11/10/2026") for serial in range(3, 20)]
    gone = {"NPI": make_npi(2), "NPI Deactivation Date": "02/20/2024"}
    load(folder, write_registry(tmp_path / "week.csv", [*week, gone]))
    assert set(near(folder)) == {make_npi(serial) for serial in (1, *range(3, 20))}


@pytest.mark.parametrize("whole", [False, True])
def test_a_deactivation_published_without_a_name_keeps_whose_npi_it_was(
    whole: bool, folder: Path, tmp_path: Path
) -> None:
    load(folder, month(tmp_path / "month.csv", person(1), person(2)))
    gone = {"NPI": make_npi(2), "NPI Deactivation Date": "11/09/2026", "Replacement NPI": make_npi(3)}
    rows = [person(3, updated="11/10/2026"), gone]
    load(
        folder,
        month(tmp_path / "b.csv", *rows, last="11/20/2026") if whole else write_registry(tmp_path / "b.csv", rows),
    )
    known = Registry(folder).show(make_npi(2))
    assert (known["name"], known["active"], known["deactivated_on"]) == ("QUILL2, ADA", False, "2026-11-09")
    assert (known["replaced_by"], known["practice_address"]) == (make_npi(3), "2 LAKESIDE AVE, ATLANTA, GA 30309")
    assert make_npi(2) not in near(folder)
    again = [person(2, last_name="MOREAU", updated="11/22/2026", deactivated="11/09/2026", reactivated="11/21/2026")]
    load(folder, write_registry(tmp_path / "c.csv", again))
    assert (Registry(folder).show(make_npi(2))["name"], make_npi(2) in near(folder)) == ("MOREAU, ADA", True)


def test_a_weekly_update_that_comes_late_takes_nothing_back(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "month.csv", person(1), person(2)))

    def week(name: str, last_name: str, day: str, street: str) -> tuple[Path, Path]:
        place = lines(tmp_path / f"pl-{name}", HEADERS["locations"], f"{make_npi(1)},{street},,MACON,GA,31201")
        return write_registry(tmp_path / name, [person(1, last_name=last_name, updated=day)]), place

    load(folder, *week("second.csv", "SECOND", "11/18/2026", "2 HILL RD"))
    late = load(folder, *week("first.csv", "FIRST", "11/11/2026", "1 HILL RD"))
    known = Registry(folder).show(make_npi(1))
    assert (known["name"], late.source_day) == ("SECOND, ADA", "2026-11-18")
    assert [each["address"] for each in known["locations"]] == ["2 HILL RD, MACON, GA 31201"]


def test_a_whole_file_beside_a_weekly_update_replaces_its_table(folder: Path, tmp_path: Path) -> None:
    def ordering(name: str, *serials: int) -> Path:
        return lines(tmp_path / name, "NPI,PARTB,DME,HHA", *(f"{make_npi(serial)},Y,N,Y" for serial in serials))

    load(folder, month(tmp_path / "month.csv", person(1), person(2)), ordering("o.csv", 1))
    week = write_registry(tmp_path / "week.csv", [person(3, updated="11/10/2026")])
    load(folder, week, ordering("p.csv", 2))
    may = [Registry(folder).show(make_npi(serial))["medicare"]["ordering"]["part_b"] for serial in (1, 2)]
    assert may == [False, True]


def test_who_arrives_is_kept_from_load_to_load(folder: Path, tmp_path: Path) -> None:
    def arrived(zip_code: str = "30309") -> list[str]:
        return [one.npi for one in Registry(folder).arrived([zip_code])]

    load(folder, month(tmp_path / "a.csv", person(1), person(2, zip_code="99501")))
    assert arrived() == []
    load(folder, write_registry(tmp_path / "b.csv", [person(2, updated="11/11/2026"), person(3, updated="11/11/2026")]))
    assert arrived() == [make_npi(2), make_npi(3)]
    moved = [person(2, updated="11/18/2026"), person(3, zip_code="99501", updated="11/18/2026")]
    load(folder, write_registry(tmp_path / "c.csv", moved))
    assert (arrived(), arrived("99501")) == ([make_npi(2)], [make_npi(3)])
    gone = [person(2, deactivated="11/19/2026"), person(3, zip_code="99501", updated="11/18/2026")]
    load(folder, month(tmp_path / "d.csv", person(1), *gone, last="11/20/2026"))
    assert arrived() == []


def test_a_file_cut_off_between_two_rows_is_refused_unless_it_is_meant_to_have_fewer(
    folder: Path, tmp_path: Path
) -> None:
    load(folder, month(tmp_path / "a.csv", *map(person, range(1, 121))))
    month(tmp_path / "b.csv", *map(person, range(1, 61)), last="11/20/2026")
    with pytest.raises(DataError, match="62 rows where the one loaded had 122, which stays") as said:
        load(folder, tmp_path / "b.csv")
    assert "--fewer" in said.value.remedy
    assert load(folder, tmp_path / "b.csv", fewer=True).counts["providers"] == 62


@pytest.mark.parametrize(("before", "now"), [(range(1, 9), range(1, 3)), (range(1, 121), range(500, 540))])
def test_a_sample_and_an_extract_of_others_are_loaded_with_a_word_about_it(
    folder: Path, tmp_path: Path, before: range, now: range
) -> None:
    load(folder, month(tmp_path / "a.csv", *map(person, before)))
    loaded = load(folder, month(tmp_path / "b.csv", *map(person, now), last="11/20/2026"))
    assert [said for said in loaded.warnings if "look whether it was cut off" in said]


def test_a_new_month_replaces_all(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "a.csv", person(1), person(2)))
    load(folder, month(tmp_path / "b.csv", person(2), person(3), last="11/20/2026"))
    assert near(folder) == [make_npi(2), make_npi(3)]


def test_the_deactivation_report_of_the_month_is_read_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "a.csv", person(1), person(2, reactivated="05/05/2026")))
    report = tmp_path / "NPPES Deactivated NPI Report 20261109.xlsx"
    with xlsxwriter.Workbook(report) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NPPES Deactivated NPI Report"])
        sheet.write_row(1, 0, ["NPI", "NPPES Deactivation Date"])
        sheet.write_row(2, 0, [int(make_npi(1)), "11/02/2026"])
        sheet.write_row(3, 0, [int(make_npi(2)), "11/02/2020"])
        sheet.write_row(4, 0, [int(make_npi(7)), "11/02/2006"])
    load(folder, report)
    registry = Registry(folder)
    assert near(folder) == [make_npi(2)]
    assert registry.show(make_npi(1))["deactivated_on"] == "2026-11-02"
    assert registry.show(make_npi(7))["active"] is False


HEADERS = {
    "ordering": "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE",
    "groups": "NPI, Ind_PAC_ID, org_nm, org_pac_id, num_org_mem, adr_ln_1, cty, st, zip, phn_numbr, adrs_id",
    "endpoints": "NPI,Endpoint Type,Endpoint Type Description,Endpoint,Affiliation",
    "opted_out": "First Name,Last Name,NPI,Optout Effective Date,Optout End Date,Eligible to Order and Refer",
    "locations": ",".join(
        [
            "NPI",
            "Provider Secondary Practice Location Address- Address Line 1",
            "Provider Secondary Practice Location Address-  Address Line 2",
            "Provider Secondary Practice Location Address - City Name",
            "Provider Secondary Practice Location Address - State Name",
            "Provider Secondary Practice Location Address - Postal Code",
        ]
    ),
}


def test_medicares_files_and_locations_are_kept_from_load_to_load(folder: Path, tmp_path: Path) -> None:
    npi = make_npi(1)
    rows = {
        "ordering": f"{npi},QUILL,ADA,Y,N,Y,N,",
        "groups": f"{npi},1,LAKESIDE GROUP,42,12,1 LAKE ST,ATLANTA,GA,303091234,4045550100,X",
        "endpoints": f"{npi},DIRECT,,ada@direct.example,N",
        "opted_out": f"ADA,QUILL,{npi},01/01/2025,01/01/2027,Y",
        "locations": f"{npi},9 HILL RD,,MACON,GA,31201",
    }
    whole = month(tmp_path / "a.csv", person(1))
    load(folder, whole, *(lines(tmp_path / f"{name}.csv", HEADERS[name], row) for name, row in rows.items()))
    load(folder, whole)
    known = Registry(folder).show(npi)
    assert known["medicare"]["ordering"] == {
        "part_b": True, "dme": False, "home_health": True, "power_mobility": False, "hospice": False,
    }  # fmt: skip
    assert known["medicare"]["opted_out"] == [{"starts_on": "2025-01-01", "ends_on": "2027-01-01", "may_order": True}]
    assert [(each["name"], each["members"]) for each in known["groups"]] == [("LAKESIDE GROUP", "12")]
    assert known["locations"][0]["address"] == "9 HILL RD, MACON, GA 31201"
    assert known["endpoints"] == [{"type": "DIRECT", "address": "ada@direct.example", "use": None}]


# -- what is refused


def cut(path: Path, share: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def gzipped(path: Path) -> Path:
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def zipped(path: Path) -> Path:
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as out:
        out.write(path, path.name)
    return packed


ORDERING = [
    "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE",
    *[f"{make_npi(n)},QUILL,ADA,Y,N,Y,N,N" for n in (1, 2)],
]


def a_month(path: Path) -> Path:
    return month(path, *map(person, range(1, 40)))


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "cut off in a row": (lambda at: cut(a_month(at / "x.csv"), 0.7), "ends in the middle of a row"),
    "cut off gzip": (lambda at: cut(gzipped(a_month(at / "x.csv")), 0.7), "cut off or damaged"),
    "cut off zip": (lambda at: cut(zipped(a_month(at / "x.csv")), 0.7), "cut off or damaged"),
    "empty": (lambda at: lines(at / "x.csv"), "is empty"),
    "header alone": (lambda at: write_registry(at / "x.csv", []), "has a header and no rows"),
    "none of ours": (lambda at: lines(at / "x.csv", "name,phone", "Ada,1"), "none of the registry's files"),
    "columns missing": (
        lambda at: lines(at / "x.csv", "NPI,Entity Type Code,Provider Last Name (Legal Name)", "1,1,QUILL"),
        "lacks the columns: Replacement NPI, .*Postal Code",
    ),
    "no taxonomy": (lambda at: a_month_without_taxonomies(at / "x.csv"), "has no taxonomy codes"),
    "days to come alone": (
        lambda at: write_registry(at / "x.csv", [person(1, updated="12/05/2027")]), "the first of December 2027",
    ),
    "older": (lambda at: month(at / "x.csv", person(1), last="10/30/2026"), "of October 2026 and 2026-11 is loaded"),
    "cut off ordering": (lambda at: cut(lines(at / "x.csv", *ORDERING), 0.8), "ends in the middle of a row"),
    "ordering without a column": (
        lambda at: lines(at / "x.csv", "NPI,PARTB,DME", f"{make_npi(1)},Y,N"), "lacks the columns: HHA",
    ),
    "groups without a column": (
        lambda at: lines(at / "x.csv", "NPI,org_pac_id,adr_ln_1,cty,st,zip", f"{make_npi(1)},42,1 A ST,MACON,GA,31201"),
        "lacks the columns: Facility Name",
    ),
    "an older deactivation report": (
        lambda at: lines(at / "x.csv", "NPI,NPPES Deactivation Date", f"{make_npi(1)},10/02/2026"),
        "ends on October 2, 2026 and the one loaded on November 2, 2026",
    ),
    "older opt-out affidavits": (
        lambda at: lines(at / "x.csv", HEADERS["opted_out"], f"ADA,QUILL,{make_npi(1)},01/01/2024,01/01/2026,Y"),
        "ends on January 1, 2024",
    ),
    "a weekly update of a month before": (
        lambda at: write_registry(at / "x.csv", [person(1, updated="10/14/2026")]), "of October 2026 and 2026-11",
    ),
    "a good month beside a bad file": (
        lambda at: lines(month(at / "x.csv", person(1), last="11/20/2026").with_name("y.csv"), "a,b", "1,2").parent,
        "none of the registry's files",
    ),
    "a short row": (lambda at: with_a_short_row(at / "x.csv"), "cannot be read"),
    "no file": (lambda at: at / "x.csv", "There is no file"),
    "an empty folder": (lambda at: at, "There is no file of the registry"),
}  # fmt: skip


def a_month_without_taxonomies(path: Path) -> Path:
    return month(path, person(1), header=HEADER[:41])


def with_a_short_row(path: Path) -> Path:
    rows = a_month(path).read_text().splitlines(keepends=True)
    rows[20] = rows[20][:200].rpartition(",")[0] + "\n"
    path.write_text("".join(rows))
    return path


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_why_and_leaves_the_loaded_registry_in_use(
    case: str, folder: Path, tmp_path: Path
) -> None:
    affidavits = [f"ADA,QUILL,{make_npi(n)},01/01/2025,01/01/2027,Y" for n in (1, 2)]
    opted_out = lines(tmp_path / "opted.csv", HEADERS["opted_out"], *affidavits)
    report = lines(tmp_path / "report.csv", "NPI,NPPES Deactivation Date", f"{make_npi(7)},11/02/2026")
    load(folder, month(tmp_path / "good.csv", person(1)), opted_out, report)
    before = store.read(folder)
    (tmp_path / "bad").mkdir()
    make, says = REFUSED[case]
    with pytest.raises(DataError, match=says) as refused:
        load(folder, make(tmp_path / "bad"))
    assert refused.value.remedy
    assert store.read(folder) == before
    assert near(folder) == [make_npi(1)]
    assert sorted(path.name for path in folder.glob("loaded-*")) == [before.folder if before else ""]


def test_an_older_month_is_loaded_when_asked_for(folder: Path, tmp_path: Path) -> None:
    load(folder, month(tmp_path / "a.csv", person(1)))
    older = month(tmp_path / "b.csv", person(2), last="10/30/2026")
    assert load(folder, older, older=True).month == "2026-10"
    assert near(folder) == [make_npi(2)]


def test_a_file_without_taxonomies_is_loaded_with_a_warning_where_there_is_nothing_better(
    folder: Path, tmp_path: Path
) -> None:
    manifest = load(folder, a_month_without_taxonomies(tmp_path / "a.csv"))
    assert "has no taxonomy codes" in manifest.warnings[0]
    assert (near(folder), near(folder, "30309", "podiatry")) == ([make_npi(1)], [])


def test_wrong_check_digits_and_rows_without_an_npi_are_counted_or_left_out(folder: Path, tmp_path: Path) -> None:
    wrong = person(1) | {"NPI": "1234567895"}
    manifest = load(folder, month(tmp_path / "a.csv", wrong, person(2) | {"NPI": "none"}, person(3)))
    assert manifest.warnings == ["a.csv: 1 of 4 NPIs have a wrong check digit."]
    assert manifest.counts["providers"] == 4


def test_other_files_alone_ask_for_the_month_first(folder: Path, tmp_path: Path) -> None:
    ordering = lines(tmp_path / "o.csv", "NPI,PARTB,DME,HHA", f"{make_npi(1)},Y,N,Y")
    with pytest.raises(DataError, match="No providers are loaded yet"):
        load(folder, ordering)


def test_two_loads_at_once_are_one_too_many(folder: Path, tmp_path: Path) -> None:
    with store.loading(folder), pytest.raises(DataError, match="Another load"):
        load(folder, month(tmp_path / "a.csv", person(1)))


@pytest.mark.parametrize("step", ["unpacking", "reading", "putting"])
def test_a_load_that_is_killed_leaves_the_loaded_registry_in_use_and_the_next_one_cleans_up(
    step: str, folder: Path, tmp_path: Path
) -> None:
    load(folder, month(tmp_path / "a.csv", person(1)))
    newer = zipped(month(tmp_path / "b.csv", person(2), last="11/20/2026"))
    program = (
        "import os, signal, sys; from datetime import date; from pathlib import Path\n"
        "from wellsent.directory.registry import loading\n"
        f"def tell(step, percent): {step!r} in step and os.kill(os.getpid(), signal.SIGKILL)\n"
        f"loading.load([Path({str(newer)!r})], Path({str(folder)!r}), today=date(2026, 11, 28), tell=tell)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert near(folder) == [make_npi(1)]
    load(folder, newer)
    assert near(folder) == [make_npi(2)]
    assert len(list(folder.glob("loaded-*"))) == 1


def test_a_registry_that_is_open_moves_on_to_what_was_loaded_meanwhile(folder: Path, tmp_path: Path) -> None:
    registry = Registry(folder)
    load(folder, month(tmp_path / "a.csv", person(1)))
    assert registry.show(make_npi(1))["active"]
    load(folder, month(tmp_path / "b.csv", person(2), last="11/20/2026"))
    assert [each.npi for each in registry.near("30309", 5)[1]] == [make_npi(2)]


def test_the_made_up_header_has_the_330_columns_of_the_real_one() -> None:
    assert len(HEADER) == len(set(HEADER)) == 330
    assert (HEADER[41], HEADER[47], HEADER[307], HEADER[329]) == (
        "Provider Sex Code", "Healthcare Provider Taxonomy Code_1", "Is Sole Proprietor", "Certification Date",
    )  # fmt: skip
