"""Cells written to do harm: in a page they are text, on a terminal they are text, in JSON they are values."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wellsent.exchange.report import as_json, as_text
from wellsent.exchange.report.as_html import as_html
from wellsent.exchange.report.tests.builders import TODAY, a_list, report_on

HEADS = ("Referral Date", "Referring Provider", "Practice", "Notes")
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "<!-- ", "]]>", "javascript:alert(1)", "data:text/html,<b>x</b>", "&lt;b&gt;", "<mj-raw>",
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}",
    "{% debug %}",
    "{0.__class__}",
    "${7*7}",
    "#{7*7}",
    "%s%n",
    '#eval("1")',
    '#read("/etc/passwd")',
]
QUERIES = ["' OR 1=1--", "'; DROP TABLE x;--", "%", "_", "\\", 'a" OR "1"="1']
FORMULAS = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"]
UNSEEN = [
    "Ada\x00Okafor", "Ada\x07Okafor", "\x1b[31mAda\x1b[0m", "\x1b]0;title\x07Ada", "Ada\u202eroF", "A\u200bda",
    "\x9b31mAda", "\ufeffAda", "Ada\r\nBcc: x@y", "Ada\u2028Okafor",
]  # fmt: skip
NAMES = [
    "Null", "None", "NaN", "True", "O'Brien", "van der Berg-Ng, MD, PhD, Jr.", "X", "12345", "Ң", "İstanbul ışık",
    "ﬁeld, Ada", "🙂", "Okafor, 🙂", "Jose\u0301", "１２３", "(a+)+$", "%F0%9F", "..%2f", "%252e", "../../etc/passwd",
    "Dr. ", ", MD",
]  # fmt: skip
EVERYTHING = [*MARKUP, *TEMPLATES, *QUERIES, *FORMULAS, *UNSEEN, *NAMES]
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "div", "section", "h1", "h2", "h3", "p", "br",
    "strong", "span", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li",
}  # fmt: skip
DRAWN = {
    "svg",
    "figure",
    "figcaption",
    "desc",
    "g",
    "rect",
    "line",
    "path",
    "text",
    "defs",
    "pattern",
    "polyline",
    "circle",
    "use",
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]")


def a_hostile_list(folder: Path, *texts: str) -> Path:
    """Each text as a referrer, as a practice and as a note."""
    days = [TODAY - timedelta(days=10 * number) for number in range(8)]
    rows = [
        (day.isoformat(), *cells) for text in texts for day in days
        for cells in ((text, "Riverside Ortho", text), ("Okafor, Ada MD", text, ""), (text, text, ""))
    ]  # fmt: skip
    calm = [(day.isoformat(), "Brandt, Katherine MD", "Lakeside Medical", "called back") for day in days] * 20
    return a_list(
        folder, *calm, *rows, ("99/99/2026", texts[0], texts[0], ""), (texts[-1], "Okafor, Ada", "", ""), heads=HEADS
    )


class Elements(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_hostile_cells_are_text_in_the_page(tmp_path: Path) -> None:
    report = report_on(a_hostile_list(tmp_path, *EVERYTHING))
    assert len(report.sources) > 20
    page = Elements(as_html(report))
    assert page.tags - DRAWN <= ALLOWED
    assert [one for one in page.attributes if one[0].startswith("on") or one[0] in {"src", "href", "action"}] == []


def test_hostile_cells_can_be_read_in_the_page_as_they_were_written(tmp_path: Path) -> None:
    rows = [((TODAY - timedelta(days=day)).isoformat(), "", text) for text in MARKUP[:5] for day in (3, 9)]
    page = Elements(as_html(report_on(a_list(tmp_path, *rows, heads=HEADS[:3]))))
    shown = " ".join(page.text)
    assert "<script>alert(1)</script>" in shown
    assert "</title><svg onload=alert(1)>" in shown


def test_no_control_character_reaches_the_terminal(tmp_path: Path) -> None:
    text = as_text(report_on(a_hostile_list(tmp_path, *EVERYTHING)))
    assert set(CONTROL.findall(text)) == set()


def test_no_control_character_reaches_the_terminal_from_headings_and_file_names(tmp_path: Path) -> None:
    heads = ("Referral\x1b[31m Date", "Referring\u202e Provider", "Practice\x07", "Notes")
    file = a_list(tmp_path, ("99/99/2026", "Okafor, Ada", "", ""), heads=heads, name="list\x1b[31m\u202e.csv")
    report = report_on(file)
    told = f"{as_text(report)} {json.dumps(as_json(report), ensure_ascii=False)}"
    assert set(CONTROL.findall(told)) == set()


def test_hostile_cells_are_values_in_the_json(tmp_path: Path) -> None:
    report = as_json(report_on(a_hostile_list(tmp_path, *EVERYTHING)))
    text = json.dumps(report, ensure_ascii=False)
    assert json.loads(text) == report
    text.encode("utf-8")  # no half of a surrogate pair


@pytest.mark.parametrize("text", EVERYTHING)
def test_each_alone_is_read_or_rejected_in_words(tmp_path: Path, text: str) -> None:
    report = report_on(a_hostile_list(tmp_path, text))
    assert report.input.rows == report.input.accepted + len({one.row for one in report.input.rejected})
    assert all(one.reason and one.remedy for one in report.input.rejected)
    assert as_text(report)
    assert as_html(report)


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "e" + "\u0301" * 10_000, "(" * 50_000, "\ud800", " " * 5_000],
    ids=["a hundred thousand letters", "stacked marks", "brackets", "half a pair", "blanks"],
)
def test_monstrous_cells_cost_their_row_and_no_more(tmp_path: Path, text: str) -> None:
    file = a_list(tmp_path, ("11/20/2026", text), ("11/19/2026", "Okafor, Ada MD"))
    report = report_on(file)
    assert "Okafor, Ada, MD" in {one.name for one in report.sources}
    assert len(as_text(report)) < 5_000


DATES = [
    "0000-00-00",
    "2026-02-29",
    "9999-12-31",
    "1e309",
    "-0",
    "NaN",
    "Infinity",
    "9223372036854775808",
    "0x10",
    "1_000",
]


@pytest.mark.parametrize("text", [*DATES, "1850-01-01", "31/31/2026", "tomorrow", "=TODAY()"])
def test_impossible_days_cost_their_row_and_are_said(tmp_path: Path, text: str) -> None:
    rows = [("11/19/2026", "Okafor, Ada MD", "2026-11-20"), (text, "Okafor, Ada MD", "2026-11-20")] * 2
    report = report_on(a_list(tmp_path, *rows, heads=("Referral Date", "Referring Provider", "Eval Date")))
    assert [one.row for one in report.input.rejected] == [3, 5]
    assert sum(one.referrals for one in report.sources) == 2


@pytest.mark.parametrize("text", DATES)
def test_an_impossible_evaluation_is_never_counted_as_one(tmp_path: Path, text: str) -> None:
    rows = [((date(2026, 9, 1) + timedelta(days=day)).isoformat(), "Okafor, Ada MD", text) for day in range(5)]
    file = a_list(tmp_path, *rows, ("2026-09-09", "Okafor, Ada MD", "2026-09-12"), heads=(*HEADS[:2], "Eval Date"))
    conversion = report_on(file, as_of=TODAY).practice.conversion
    assert conversion is not None
    assert conversion.count == 1
