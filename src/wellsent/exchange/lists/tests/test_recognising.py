"""Which column is which: by heading, by cells, by a person's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from wellsent.base.errors import CallError
from wellsent.exchange.lists import ColumnsMissingError
from wellsent.exchange.lists.composed import LEAVE_ALONE, VOCABULARY
from wellsent.exchange.lists.heading_words import words_of
from wellsent.exchange.lists.headings import meanings
from wellsent.exchange.lists.tests.builders import GOOD_NPI, read_text, referrals


def first_meaning(heading: str, kind: str = "referrals") -> str | None:
    found = meanings(kind, heading)
    return found[0].field if found else None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ref. Dt", "referral_date"),
        ("referralDate", "referral_date"),
        ("REFERRAL_DATE", "referral_date"),
        ("Date Rec'd", "referral_date"),
        ("Fecha de remisión", "referral_date"),
        ("Referring Provider (Last, First)", "referrer_name"),
        ("Refering Physician", "referrer_name"),
        ("Médico que refiere", "referrer_name"),
        ("RFR_PHYSN_NPI", "referrer_npi"),
        ("Referring Doctor Last Name", "referrer_name:family"),
        ("Pt Acct #", "patient_id"),
        ("D.O.B.", "birth_date"),
        ("DOB (mm/dd/yyyy)", "birth_date"),
        ("Ins.", "payer"),
        ("ICD-10 Codes", "condition"),
        ("I/E", "evaluation_date"),
        ("D/C Date", "discharge_date"),
        ("d_c_date", "discharge_date"),
        ("# Visits", "visits_attended"),
        ("Refer To", LEAVE_ALONE),
        ("Referred to Provider", LEAVE_ALONE),
        ("Treating Provider NPI", LEAVE_ALONE),
        ("Ref Phys Last", "referrer_name:family"),
        ("ref_provider_cred", "referrer_name:credentials"),
        ("Referring Clinician's NPI", "referrer_npi"),
        ("Ref Phys Phone", LEAVE_ALONE),
        ("Ref Prov Code", LEAVE_ALONE),
        ("Referring Account", "referrer_practice"),
        ("Which practice are they from?", "referrer_practice"),
        ("Who referred the patient?", "referrer_name"),
        ("What date did we receive the referral?", "referral_date"),
        ("Intake Date", "referral_date"),
        ("1. Referral Date*", "referral_date"),
        ("Patient's full name", "patient_name"),
        ("Person Nbr", "patient_id"),
        ("First Scheduled Visit", "scheduled_date"),
        ("First Completed Visit", "evaluation_date"),
        ("Termination Date", "discharge_date"),
        ("Sesiones asistidas", "visits_attended"),
        ("If lost, why?", "lost_reason"),
        ("Member ID", LEAVE_ALONE),
        ("REFDATE", "referral_date"),
        ("PTNAME", "patient_name"),
        ("patientdob", "birth_date"),
        ("INSCO", "payer"),
        ("Inpatient", None),
        ("Requesting Provider", "referrer_name"),
        ("Family Doctor", "referrer_name"),
        ("Physician Last", "referrer_name:family"),
        ("Patient Family Name", "patient_name:family"),
        ("National Provider ID", "referrer_npi"),
        ("Patient F Name", "patient_name:given"),
        ("EMR ID", "patient_id"),
        ("First Tx Date", "evaluation_date"),
        ("Rx Date", "referral_date"),
        ("Auth End Date", LEAVE_ALONE),
        ("Rep", None),
        ("", None),
        ("x" * 5_000, None),
    ],
)
def test_a_heading_is_known_however_it_is_spelled(heading: str, field: str | None) -> None:
    assert first_meaning(heading) == field


def test_a_referral_source_of_specialties_is_the_kind_beside_a_contact_who_referred(tmp_path: Path) -> None:
    rows = ["10/13/2026,Orthopedic Surgeon,Ada Okafor", "10/14/2026,Family Practice,Kiran Pillai"]
    read = read_text(tmp_path, referrals(*rows, headings="Referral Received Date,Referral Source,Referral Contact"))
    assert (read.headers["referrer_kind"], read.headers["referrer_name"]) == ("Referral Source", "Referral Contact")


def test_a_referral_source_of_adverts_is_a_note(tmp_path: Path) -> None:
    rows = ["10/13/2026,Google,Ada Okafor MD", "10/14/2026,Walk-in,Kiran Pillai DO"]
    read = read_text(tmp_path, referrals(*rows, headings="Date Created,Referral Source,Referring Provider"))
    assert (read.headers["source_note"], read.headers["referrer_name"]) == ("Referral Source", "Referring Provider")


def test_a_source_of_names_is_who_referred(tmp_path: Path) -> None:
    rows = ["10/13/2026,Ada Okafor MD", "10/14/2026,Riverside Orthopedics"]
    assert read_text(tmp_path, referrals(*rows, headings="Date,Source")).headers["referrer_name"] == "Source"


@pytest.mark.parametrize(
    ("cells", "field"),
    [(["knee pain", "M54.50", "low back pain"], "condition"), (["no show", "moved away", "insurance"], "lost_reason")],
)
def test_a_reason_is_told_by_its_cells(tmp_path: Path, cells: list[str], field: str) -> None:
    rows = [f"2026-01-05,Ada Okafor,{cell}" for cell in cells]
    assert (
        read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Reason")).headers[field] == "Reason"
    )


def test_a_clinic_of_few_values_is_ours_and_one_of_many_is_theirs(tmp_path: Path) -> None:
    few = [f"2026-01-05,Ada Okafor,{'East' if number % 2 else 'West'}" for number in range(60)]
    many = [f"2026-01-05,Ada Okafor,Practice {number} Medical Group" for number in range(60)]
    headings = "Ref Date,Referring Provider,Facility"
    assert read_text(tmp_path, referrals(*few, headings=headings)).headers["clinic"] == "Facility"
    assert read_text(tmp_path, referrals(*many, headings=headings)).headers["referrer_practice"] == "Facility"


def test_a_name_over_four_columns_is_put_together(tmp_path: Path) -> None:
    names = "First Name,Middle Name,Last Name,Suffix"
    headings = ",".join(f"Referring Doctor {part}" for part in names.split(",")) + ",Date Created"
    read = read_text(tmp_path, referrals("Ada,B,Okafor,Jr,2026-01-05", ",,Null,,2026-01-06", headings=headings))
    assert read.values["referrer_name"] == ["Okafor, Ada B Jr", "Null"]
    assert read.headers["referrer_name"].count(" + ") == 3


def test_credentials_in_a_column_of_their_own_join_a_whole_name(tmp_path: Path) -> None:
    read = read_text(tmp_path, "Provider Name,Credentials\nAda Okafor,MD\nBo Ng,\n", "providers")
    assert read.values["name"] == ["Ada Okafor, MD", "Bo Ng"]


def test_credentials_alone_are_no_name(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissingError):
        read_text(tmp_path, "Credentials,City\nMD,Atlanta\n", "providers")


def test_a_heading_whose_cells_say_otherwise_is_not_believed(tmp_path: Path) -> None:
    rows = ["2026-01-05,Ada Okafor,yes", "2026-01-06,Bo Ng,no"] * 10
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Eval"))
    column = read.columns[2]
    assert (column.field, column.why) == (None, "the heading says evaluation date, but the cells do not")


def test_of_two_columns_for_one_field_the_better_wins_and_the_other_is_told(tmp_path: Path) -> None:
    rows = ["2026-01-05,Ada Okafor MD,Bo Ng MD"]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Doctor,Referring Physician"))
    assert read.headers["referrer_name"] == "Referring Physician"
    assert read.columns[1].why == "'Referring Physician' was taken for this instead"


def test_a_list_without_headings_is_recognised_by_its_cells(tmp_path: Path) -> None:
    rows = [f'10/{day}/2026,"Okafor, Ada, MD",{GOOD_NPI},M25.561' for day in range(13, 20)]
    read = read_text(tmp_path, "\n".join(rows))
    assert read.header_row is None
    assert read.headers == {
        "referral_date": "Column A",
        "referrer_name": "Column B",
        "referrer_npi": "Column C",
        "condition": "Column D",
    }
    assert {column.certainty for column in read.columns} == {"likely"}


def test_a_mapping_decides_before_anything_else(tmp_path: Path) -> None:
    mapping = {"referral_date": "when", "referrer_name": "WHO ", "payer": ""}
    rows = ["2026-01-05,Ada,Medicare"]
    read = read_text(tmp_path, referrals(*rows, headings="When,Who,Insurance"), mapping=mapping)
    assert read.headers == {"referral_date": "When", "referrer_name": "Who"}
    assert read.columns[0].why == "as the mapping says"


def test_a_mapping_finds_the_heading_row(tmp_path: Path) -> None:
    text = "Our list\n\nQuando,Chi\n2026-01-05,Ada\n"
    read = read_text(tmp_path, text, mapping={"referral_date": "Quando", "referrer_name": "Chi"})
    assert (read.header_row, read.rows) == (3, [4])


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"referal_date": "When"}, "names 'referal_date'.*Did you mean 'referral_date'"),
        ({"referral_date": "Whem"}, "no such heading.*Did you mean 'When'"),
        ({"referral_date": "When", "birth_date": "When"}, "both 'referral_date' and 'birth_date'"),
        ({"referrer_name:nose": "When"}, "names 'referrer_name:nose'"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, mapping: dict[str, str], reason: str) -> None:
    with pytest.raises(CallError, match=reason):
        read_text(tmp_path, referrals("2026-01-05,Ada", headings="When,Who"), mapping=mapping)


def test_words_of_rules_are_spelled_as_headings_are_evened_out() -> None:
    asked = VOCABULARY - {"name"}  # left out beside other words
    assert {word for word in asked if words_of(word) != (word,) and word != "birth"} == set()


def test_of_provider_and_referring_the_provider_is_ours(tmp_path: Path) -> None:
    rows = [f"Kim Moran PT,1881122335,Ada Okafor MD,{GOOD_NPI},2026-01-0{day}" for day in range(5, 10)]
    headings = "Provider,Provider NPI,Referring,Referring NPI,Referral Date"
    read = read_text(tmp_path, referrals(*rows, headings=headings))
    assert (read.headers["referrer_name"], read.headers["referrer_npi"]) == ("Referring", "Referring NPI")


def test_practices_named_after_their_trade_are_no_kinds(tmp_path: Path) -> None:
    places = ("Bayshore", "Cedar Ridge", "Old Mill", "Twin Oaks")
    rows = [f"2026-01-05,Ada Okafor,{place} Family Practice" for place in places for _ in range(5)]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Where From"))
    assert "referrer_kind" not in read.headers


def test_a_facility_of_many_practices_is_theirs_however_often_they_return(tmp_path: Path) -> None:
    rows = [f"2026-01-05,Ada Okafor,Practice {number % 20} Medical Group" for number in range(200)]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Facility"))
    assert read.headers["referrer_practice"] == "Facility"


def test_headings_that_changed_places_are_told_by_their_cells(tmp_path: Path) -> None:
    rows = [f"2026-01-05,{place} Medical Group,Ada Okafor MD" for place in ("Lakeside", "Bayshore", "Old Mill")]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Referring Practice"))
    assert (read.headers["referrer_name"], read.headers["referrer_practice"]) == (
        "Referring Practice",
        "Referring Provider",
    )


def test_a_line_of_the_reports_head_is_no_group_of_columns(tmp_path: Path) -> None:
    text = "Run on 1/5/2026,,Clinic: All\nDate Received,Referring Provider,NPI,Status\n1/5/2026,Ada Okafor,,Active\n"
    assert read_text(tmp_path, text).headers["status"] == "Status"


def test_a_report_of_totals_is_told_from_a_list(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissingError, match=r"report of totals.*Jane.*Nookal"):
        read_text(tmp_path, "Referral Source,Number of Patients,Amount\nGoogle,12,1200\n")
    with pytest.raises(ColumnsMissingError, match=r"report of totals"):
        read_text(tmp_path, "Referrer,Type,New Clients,New Cases\nDr. Okafor,GP,3,4\n")


def test_a_missing_column_is_refused_with_the_headings_there_are(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissingError) as caught:
        read_text(tmp_path, "Referring Provider,Payer\nAda Okafor,Medicare\n")
    assert "the referral date" in caught.value.reason
    assert "'Referring Provider', 'Payer'" in caught.value.reason
    assert "--mapping" in caught.value.remedy
    assert caught.value.read.headers == {"referrer_name": "Referring Provider", "payer": "Payer"}
    assert caught.value.read.rows == []


def test_an_unknown_kind_of_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="referrals, providers, patients, visits, touches"):
        read_text(tmp_path, referrals("2026-01-05,Ada"), "gifts")


@pytest.mark.parametrize(
    ("kind", "text", "fields"),
    [
        ("touches", "Date,Who,Type,Minutes,Cost\n10/13/2026,Ada Okafor,Lunch & Learn,45 min,$12.50\n",
         {"date", "referrer_name", "kind", "minutes", "cost"}),
        ("visits", "DOS,MRN,Appointment Status\n10/13/2026,A1,No-Show\n", {"visit_date", "patient_id", "outcome"}),
        ("patients", "Last Name,First Name,DOB,Cell Phone\nDoe,Jo,1/13/1970,404-555-0102\n",
         {"patient_name", "birth_date", "phone"}),
        ("providers", "NPI,Last Name,First Name,Specialty,Address 1,City,ST,Zip Code,Phone,Fax\n"
         "1234567893,Okafor,Ada,Ortho,1 Main St,Atlanta,GA,30309,404-555-0101,404-555-0102\n",
         {"npi", "name", "kind", "address", "city", "state", "zip", "phone", "fax"}),
    ],
)  # fmt: skip
def test_each_kind_of_list_is_read(tmp_path: Path, kind: str, text: str, fields: set[str]) -> None:
    assert set(read_text(tmp_path, text, kind).values) == fields


def test_our_own_field_names_are_headings_so_that_an_export_reads_back(tmp_path: Path) -> None:
    headings = "referral_date,referrer_name,referrer_npi,patient_id,evaluation_date,visits_planned,lost_reason"
    row = f"2026-01-05,Ada Okafor,{GOOD_NPI},A1,2026-01-09,12,moved"
    assert list(read_text(tmp_path, referrals(row, headings=headings)).headers) == headings.split(",")


def test_a_heading_that_is_there_above_cells_that_do_not_fit_is_named(tmp_path: Path) -> None:
    rows = [f"soon,Ada Okafor {letter}" for letter in "abcdefghi"]
    with pytest.raises(ColumnsMissingError, match="under 'Referral Date' do not hold what the heading says") as caught:
        read_text(tmp_path, referrals(*rows))
    assert "2026-10-31" in caught.value.remedy


def test_a_column_of_three_places_for_all_patients_is_not_where_they_were_sent_from(tmp_path: Path) -> None:
    rows = [f"2026-01-05,Ada Okafor,{('Downtown', 'Northside', 'Lakewood')[number % 3]}" for number in range(90)]
    read = read_text(tmp_path, referrals(*rows, headings="Ref Date,Referring Provider,Referral Office"))
    assert "referrer_practice" not in read.headers


def test_headings_may_be_words_with_a_number(tmp_path: Path) -> None:
    text = "Field 1,Field 2\n2026-01-05,Ada Okafor MD\n2026-01-06,Kim Ng DO\n"
    assert read_text(tmp_path, text, mapping={"referrer_name": "Field 2"}).headers["referral_date"] == "Field 1"


def test_a_row_that_holds_a_word_of_headings_beside_a_date_is_no_heading(tmp_path: Path) -> None:
    rows = ["1/5/2026,Ada Okafor MD", "1/6/2026,Maple Street Orthopedics", "1/7/2026,Kim Ng DO"] * 5
    read = read_text(tmp_path, referrals(*rows, headings="When,Whom we thank"))
    assert (read.header_row, read.headers) == (1, {"referral_date": "When", "referrer_name": "Whom we thank"})


def test_a_column_that_was_read_is_not_blamed_for_one_that_is_missing(tmp_path: Path) -> None:
    rows = [f"{month}/5/2026,Initial Eval,Kept,Midtown" for month in range(1, 10)]
    with pytest.raises(ColumnsMissingError) as refused:
        read_text(tmp_path, referrals(*rows, headings="Appointment Date,Visit Type,Visit Status,Clinic"))
    assert "The headings in row 1 are 'Appointment Date', 'Visit Type', 'Visit Status', 'Clinic'." in str(refused.value)


def test_a_list_of_another_kind_is_said_to_look_like_one(tmp_path: Path) -> None:
    touches = "date,referrer_name,kind,minutes,cost,campaign,outcome\n2026-01-05,Ada Okafor MD,visit,30,0,,met\n"
    (note,) = read_text(tmp_path, touches).notes
    assert note == "This looks like a list of contacts made rather than of referrals."
    assert read_text(tmp_path, touches, "touches").notes == ()
