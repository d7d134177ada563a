"""Rows of a referral list: what is read, what is rejected and how it is said, what is no row at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wellsent.exchange.lists import ReadList, Rejection, original_rows, rejected_rows
from wellsent.exchange.lists.tests.builders import GOOD_NPI, WRONG_NPI, read_text, referrals

HEADINGS = "Ref Date,Referrer,NPI,Pt Acct,DOB,Contacted,Appt Date,IE Date,D/C Date,Visits,Status,Practice"
FIELDS = ("ref", "who", "npi", "acct", "dob", "called", "appt", "ie", "dc", "visits", "status", "practice")
GOOD = {"ref": "2026-01-05", "who": "Ada Okafor", "npi": GOOD_NPI, "acct": "A00012", "dob": "1970-05-06"}


def read_row(folder: Path, **cells: str) -> ReadList:
    """A list whose first row is good and whose second holds these cells."""
    rows = [",".join({**GOOD, **each}.get(name, "") for name in FIELDS) for each in ({}, cells)]
    return read_text(folder, referrals(*rows, headings=HEADINGS))


def rejection(folder: Path, **cells: str) -> Rejection:
    read = read_row(folder, **cells)
    assert read.rows == [2], "the good row goes on"
    return read.rejected[0]


@pytest.mark.parametrize(
    ("cells", "column", "reason", "value"),
    [
        ({"ref": "2026-02-29"}, "Ref Date", "There is no such day in the calendar.", "2026-02-29"),
        ({"ref": "2026-11-25"}, "Ref Date", "The date lies after 24 November 2026.", "2026-11-25"),
        ({"ref": "1989-12-31"}, "Ref Date", "The date lies before 1990.", "1989-12-31"),
        ({"ref": "soon"}, "Ref Date", "This is not a date.", "soon"),
        ({"ref": ""}, "Ref Date", "The row does not say the referral date.", None),
        ({"ref": "0000-00-00"}, "Ref Date", "The row does not say the referral date.", "0000-00-00"),
        ({"who": "", "npi": ""}, "Referrer", "The row does not say who referred.", None),
        ({"who": "(Unassigned)", "npi": ""}, "Referrer", "The row does not say who referred.", "(Unassigned)"),
        ({"who": "", "npi": WRONG_NPI}, "NPI", "The NPI's check digit is wrong.", WRONG_NPI),
        ({"who": "A" * 401}, "Referrer", "The text is 401 characters long; 400 is the most.", "A" * 39 + "…"),
        ({"called": "2026-12-01"}, "Contacted", "The date lies after 24 November 2026.", "2026-12-01"),
        ({"appt": "9999-12-31"}, "Appt Date", "The date lies over two years ahead.", "9999-12-31"),
        ({"ie": "2026-01-04"}, "IE Date", "'IE Date' lies before 'Ref Date'.", "2026-01-04"),
        ({"ie": "2026-01-09", "dc": "2026-01-08"}, "D/C Date", "'D/C Date' lies before 'IE Date'.", "2026-01-08"),
        ({"visits": "1e309"}, "Visits", "This is not a whole number.", "1e309"),
        ({"visits": "9223372036854775808"}, "Visits", "This is not a whole number.", "9223372036854775808"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_column_reason_and_remedy(
    tmp_path: Path, cells: dict[str, str], column: str, reason: str, value: str | None
) -> None:
    found = rejection(tmp_path, **cells)
    assert (found.row, found.column, found.reason, found.value) == (3, column, reason, value)
    assert found.remedy


@pytest.mark.parametrize(
    "cells", [{"dob": "1850-01-01"}, {"dob": "2027-01-01"}, {"dob": "31/31/1970"}, {"acct": "1.50E+09"}]
)
def test_a_patient_s_cell_is_never_echoed(tmp_path: Path, cells: dict[str, str]) -> None:
    found = rejection(tmp_path, **cells)
    assert found.value is None
    assert next(iter(cells.values())) not in f"{found.reason} {found.remedy}"


def test_a_wrong_npi_beside_a_name_is_kept_as_written_and_the_name_used(tmp_path: Path) -> None:
    read = read_row(tmp_path, npi=WRONG_NPI)
    assert read.values["referrer_npi"] == [GOOD_NPI, None]
    assert read.cells["referrer_npi"] == [GOOD_NPI, WRONG_NPI]
    assert read.columns[2].notes == ("1 fails the check digit; kept as written, name used instead",)


def test_an_npi_alone_says_who_referred(tmp_path: Path) -> None:
    assert read_row(tmp_path, who="").values["referrer_name"] == ["Ada Okafor", None]


def test_a_practice_alone_is_taken_as_who_referred_and_said(tmp_path: Path) -> None:
    read = read_row(tmp_path, who="", npi="", practice="Riverside Orthopedics")
    assert read.values["referrer_name"][1] == "Riverside Orthopedics"
    assert read.columns[-1].notes == ("1 row names only the practice: taken as who referred",)


@pytest.mark.parametrize("text", ["N/A", "-", "TBD", "0000-00-00", "00/00/0000", "#N/A", "(blank)", "not scheduled"])
def test_a_cell_that_says_there_is_nothing_is_blank(tmp_path: Path, text: str) -> None:
    assert read_row(tmp_path, ie=text).values["evaluation_date"] == [None, None]


def test_an_evaluation_still_ahead_is_an_appointment(tmp_path: Path) -> None:
    read = read_row(tmp_path, ie="2026-12-01")
    assert read.values["evaluation_date"] == [None, None]
    assert read.values["scheduled_date"] == [None, date(2026, 12, 1)]
    assert read.columns[7].notes == ("1 lies after 2026-11-24: read as scheduled",)


def test_a_discharge_still_ahead_is_a_plan(tmp_path: Path) -> None:
    read = read_row(tmp_path, ie="2026-11-20", dc="2027-01-31")
    assert read.values["discharge_date"] == [None, None]
    assert "planned" in read.columns[8].notes[0]


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("Appt Set", "scheduled", None),
        ("EVAL COMPLETED", "evaluated", None),
        ("Active", "in care", None),
        ("D/C", "completed", None),
        ("D/C - non-compliant", "lost", "non-compliant"),
        ("Cancelled - moved away", "lost", "moved away"),
        ("No-Show", "lost", None),
        ("pendiente", "received", None),
    ],
)
def test_a_status_becomes_one_of_ours(tmp_path: Path, text: str, status: str, reason: str | None) -> None:
    read = read_row(tmp_path, status=text)
    assert read.values["status"] == [None, status]
    assert read.values.get("lost_reason", [None, None])[1] == reason


def test_a_status_we_do_not_know_is_left_blank_and_counted(tmp_path: Path) -> None:
    read = read_row(tmp_path, status="Zebra")
    assert read.values["status"] == [None, None]
    assert read.columns[10].notes == ("1 holds a word that is not known here: left blank",)


def test_totals_repeated_headings_and_printed_lines_are_left_out_and_said(tmp_path: Path) -> None:
    rows = ["2026-01-05,Ada Okafor,Medicare,12", "Ref Date,Referrer,Payer,Visits", "2026-01-06,Bo Ng,Aetna,8",
            "Total,,,20", "Printed 11/24/2026 by JM,,,"]  # fmt: skip
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referrer,Payer,Visits"))
    assert read.rows == [2, 4]
    assert [(each.row, each.why) for each in read.left_out] == [
        (3, "the headings again"), (5, "a totals row"), (6, "a printed line")
    ]  # fmt: skip
    assert read.rejected == ()


def test_subtotals_between_the_rows_are_left_out(tmp_path: Path) -> None:
    rows = ["2026-01-05,Ada Okafor,Medicare,12", "Subtotal,,,12", *["2026-01-06,Bo Ng,Aetna,8"] * 9]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referrer,Payer,Visits"))
    assert [each.row for each in read.left_out] == [3]


def test_people_called_total_are_rows(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals("2026-01-05,Total Orthopedics", "2026-01-06,Ada Okafor"))
    assert (read.rows, read.left_out) == ([2, 3], ())


def test_text_is_tidied_and_hostile_text_stays_text(tmp_path: Path) -> None:
    rows = ['2026-01-05,"  Okafor,\u00a0 Ada "', "2026-01-05,=HYPERLINK(1)", "2026-01-05,Jose\u0301", "2026-01-05,José",
            "2026-01-05,\u202eevil\u200b", "2026-01-05,{{7*7}}<b>", "2026-01-05,Null Ng", "2026-01-05,ﬁ"]  # fmt: skip
    assert read_text(tmp_path, referrals(*rows)).values["referrer_name"] == [
        "Okafor, Ada", "=HYPERLINK(1)", "José", "José", "evil", "{{7*7}}<b>", "Null Ng", "ﬁ"
    ]  # fmt: skip


def test_a_cell_of_a_million_signs_costs_its_row_only(tmp_path: Path) -> None:
    read = read_text(
        tmp_path, referrals("2026-01-05," + "a" * 100_000, "2026-01-06,Bo Ng", "2026-01-07,e" + "\u0301" * 50_000)
    )
    assert read.rows == [3]


def test_a_question_is_asked_where_no_cell_settles_the_order(tmp_path: Path) -> None:
    text = referrals("03/04/2026,Ada Okafor", "05/06/2026,Bo Ng")
    question = read_text(tmp_path, text).questions[0]
    assert (question.columns, question.read_day_first) == (("Referral Date",), False)
    answered = read_text(tmp_path, text, day_first=True)
    assert answered.questions == ()
    assert answered.values["referral_date"] == [date(2026, 4, 3), date(2026, 6, 5)]


def test_dates_and_counts_of_cells_are_explained(tmp_path: Path) -> None:
    column = read_text(tmp_path, referrals("14/11/2026,Ada Okafor", "28/10/2026,Bo Ng")).columns[0]
    assert (column.certainty, column.why) == ("sure", "2 cells have a day over 12")


def test_columns_in_another_order_change_neither_cells_nor_shape(tmp_path: Path) -> None:
    one = read_text(tmp_path, referrals("2026-01-05,Ada Okafor"))
    other = read_text(tmp_path, referrals("Ada Okafor,2026-01-05", headings="Referring Provider,Referral Date"))
    assert (one.cells, one.shape) == (other.cells, other.shape)


def test_other_headings_have_another_shape(tmp_path: Path) -> None:
    one = read_text(tmp_path, referrals("2026-01-05,Ada Okafor"))
    other = read_text(tmp_path, referrals("2026-01-05,Ada Okafor", headings="Ref Date,Referrer"))
    assert one.shape != other.shape


def test_rejected_rows_come_back_in_their_own_layout_with_the_reason(tmp_path: Path) -> None:
    read = read_text(tmp_path, referrals("2026-01-05,Ada,x", "soon,Bo Ng,y", headings="Referral Date,Referrer,Rep"))
    assert original_rows(read, [2]) == (["Referral Date", "Referrer", "Rep"], [["2026-01-05", "Ada", "x"]])
    headers, rows = rejected_rows(read)
    assert headers == ["Referral Date", "Referrer", "Rep", "Why not imported"]
    assert rows[0][:3] == ["soon", "Bo Ng", "y"]
    assert rows[0][3].startswith("Referral Date: This is not a date. Write it as")


def test_a_row_the_list_does_not_have_is_no_row(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        original_rows(read_text(tmp_path, referrals("2026-01-05,Ada")), [99])


def test_rows_below_a_name_that_heads_its_group_are_that_names(tmp_path: Path) -> None:
    group = "1/5/2026,{},\n2/6/2026,,\n3/7/2026,,"
    text = "\n".join(group.format(name) for name in ("Zoe Adams MD", "Ada Okafor MD", "Kim Ng DO"))
    read = read_text(tmp_path, referrals(text, headings="Ref Date,Referrer,NPI"))
    assert read.values["referrer_name"] == ["Zoe Adams MD"] * 3 + ["Ada Okafor MD"] * 3 + ["Kim Ng DO"] * 3
    assert read.columns[1].notes == ("6 rows stand under the name that heads its group",)


def test_a_log_that_names_nobody_in_most_rows_is_not_filled_in(tmp_path: Path) -> None:
    days = [f"1/{day}/2026,{'Ada Okafor MD' if day == 1 else 'Kim Ng DO' if day == 9 else ''}" for day in range(1, 20)]
    assert len(read_text(tmp_path, referrals(*days, headings="Ref Date,Referrer")).rejected) == 17


def test_lines_that_head_groups_or_number_pages_are_left_out(tmp_path: Path) -> None:
    rows = ["Referring Provider: Ada Okafor", *["2026-01-05,Ada Okafor,Knee,Aetna"] * 7] * 2
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Condition,Payer"))
    assert (len(read.rows), read.rejected) == (14, ())
    assert [(each.row, each.why) for each in read.left_out] == [(n, "a line between the rows") for n in (2, 10)]


@pytest.mark.parametrize(
    "line",
    [
        "Referring Provider: {}",
        "Referring Physician:,{}",
        "REF. PHYSICIAN : {} (3)",
        "Referring Provider: {} - 3 patients",
    ],
)
def test_who_referred_is_read_from_the_line_above_each_group(tmp_path: Path, line: str) -> None:
    names = ("Zoe Adams MD", "Ada Okafor MD", "Kim Ng DO")
    groups = [[line.format(name), "2026-01-05,Knee,Aetna,x", "2026-01-06,Hip,,x", ",,,"] for name in names]
    rows = ["Location: All", "Ref Date,Condition,Payer,Note", *(row for group in groups for row in group)]
    read = read_text(tmp_path, "\n".join(rows))
    assert read.values["referrer_name"] == [name for name in names for _ in range(2)]
    assert (read.rejected, len(read.left_out)) == ((), 3)


@pytest.mark.parametrize(
    "headings",
    [
        "Referral,Referring,Patient,Primary,Initial,Visits\nDate,Provider,ID,Insurance,Eval Date,Attended",
        "Date,Referring,,,Date of,No. of\nReferred,Physician,MRN,Insurance,Evaluation,Visits",
        "Referral log\nReferral,Name of Referring,Patient,Payer,Evaluation,Visits\nDate,Provider,Number,,Date,Attended",
        "Patient,Referring,MRN,Insurance,Evaluation,Visits\nReferral Date,Provider,,Name,Date,Attended",
    ],
)
def test_headings_broken_over_two_rows_are_read_as_one(tmp_path: Path, headings: str) -> None:
    rows = ["1/5/2026,Zoe Adams MD,P1,Aetna,1/9/2026,9", "1/6/2026,Kim Ng DO,P2,Medicare,1/8/2026,"]
    read = read_text(tmp_path, "\n".join([headings, *rows]))
    assert read.values["referrer_name"] == ["Zoe Adams MD", "Kim Ng DO"]
    assert (read.values["payer"], read.values["visits_attended"]) == (["Aetna", "Medicare"], [9, None])
    assert {"referral_date", "patient_id", "evaluation_date"} <= set(read.values)
    assert read.rejected == ()


def test_a_first_row_that_lacks_its_date_is_no_part_of_the_headings(tmp_path: Path) -> None:
    rows = [",Zoe Adams MD,Medicare Insurance,Evaluation", "1/6/2026,Kim Ng DO,Aetna,Knee"]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring,Payer,Diagnosis"))
    assert (read.header_row, [each.row for each in read.rejected]) == (1, [2])


def test_a_column_left_blank_is_filled_from_the_line_above_each_group(tmp_path: Path) -> None:
    groups = [
        [f"Referring Provider: {name}", "2026-01-05,Knee,,Aetna", "2026-01-06,Hip,,Aetna"]
        for name in ("Zoe Adams MD", "Kim Ng DO")
    ]
    rows = [row for group in groups for row in group]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Condition,Referring Provider,Payer"))
    assert read.values["referrer_name"] == ["Zoe Adams MD"] * 2 + ["Kim Ng DO"] * 2
    assert (len(read.columns), read.rejected) == (4, ())


def test_each_group_may_have_its_headings_again(tmp_path: Path) -> None:
    headings = "Ref Date,Condition,Payer,Note"
    groups = [[f"Referred By: {name}", headings, "2026-01-05,Knee,Aetna,x"] for name in ("Zoe Adams MD", "Kim Ng DO")]
    read = read_text(tmp_path, "\n".join(row for group in groups for row in group))
    assert read.values["referrer_name"] == ["Zoe Adams MD", "Kim Ng DO"]
    assert read.rejected == ()


def test_a_column_that_says_who_referred_goes_before_the_lines_above_groups(tmp_path: Path) -> None:
    rows = ["Referring Provider: Group of Ada", *["2026-01-05,Ada Okafor,Knee,Aetna"] * 7] * 2
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Condition,Payer"))
    assert set(read.values["referrer_name"]) == {"Ada Okafor"}
    assert len(read.columns) == 4


def test_lines_that_head_groups_are_left_out_of_a_list_with_blank_cells_too(tmp_path: Path) -> None:
    rows = ["Ada Okafor", "2026-01-05,Ada Okafor,Knee,Aetna", "Kim Ng", "2026-01-06,Kim Ng,,Aetna"] * 5
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Condition,Payer"))
    assert (len(read.rows), read.rejected) == (10, ())
    assert len(read.left_out) == 10


@pytest.mark.parametrize("line", [",Okafor Count,,12", ",Okafor Total,,12", "Okafor Count,,,12", ",Grand Count,,24"])
def test_the_counts_a_spreadsheet_puts_below_its_groups_are_no_rows(tmp_path: Path, line: str) -> None:
    rows = ["2026-01-05,Ada Okafor,Knee,Aetna,x", line, "2026-01-06,Kim Ng,Hip,Aetna,x", line]
    rows += ["2026-01-07,Ada Count,Hip,Aetna,x"] * 7
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Condition,Payer,Clinic"))
    assert (len(read.rows), read.rejected) == (9, ())
    assert [(each.row, each.why) for each in read.left_out] == [(n, "a totals row") for n in (3, 5)]


def test_a_date_alone_is_a_row_left_unfinished(tmp_path: Path) -> None:
    rows = ["2026-01-05,Ada Okafor,Knee,Aetna", "2026-01-06,,,"] * 4
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Condition,Payer"))
    assert [each.row for each in read.rejected] == [3, 5, 7, 9]


@pytest.mark.parametrize("text", ["No show", "not yet", "Left message", "Cancelled - moved away", "Scheduled"])
def test_a_word_in_place_of_the_evaluations_date_says_that_there_is_none(tmp_path: Path, text: str) -> None:
    assert read_row(tmp_path, ie=text).values["evaluation_date"] == [None, None]
