"""Components: whatever is put into them stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from wellsent.ui.gallery import gallery

TEMPLATES = Path(__file__).parent.parent / "templates"
HOSTILE = "<script>alert('x')</script>"
QUOTED = '"x" onmouseover="alert(1)"'
MARKUP = {
    "badge": "<c-badge :tone='hostile'>{{ hostile }}</c-badge>",
    "button": "<c-button :spoken='hostile' :name='hostile' :value='hostile' :key='hostile'>{{ hostile }}</c-button>",
    "link": "<c-button :href='hostile'>{{ hostile }}</c-button>",
    "callout": "<c-callout :lead='hostile'>{{ hostile }}</c-callout>",
    "card": "<c-card :title='hostile'>{{ hostile }}</c-card>",
    "choices": "<c-choices :legend='hostile' name='n' :choices='pairs' :hint='hostile' />",
    "definitions": "<c-definitions :items='pairs' />",
    "dialog": "<c-dialog id='d' :title='hostile' :close='hostile'>{{ hostile }}</c-dialog>",
    "drop": "<c-drop action='/x/' :title='hostile' :text='hostile' :button='hostile' />",
    "empty": "<c-empty :title='hostile'>{{ hostile }}</c-empty>",
    "initials": "<c-initials :mark='hostile' :words='hostile' />",
    "key": "<c-key>{{ hostile }}</c-key>",
    "menu": "<c-menu :label='hostile' :spoken='hostile'>{{ hostile }}</c-menu>",
    "page head": "<c-page_head :title='hostile'><c-slot name='actions'>{{ hostile }}</c-slot></c-page_head>",
    "progress": "<c-progress :label='hostile' value='1' />",
    "rows": "<c-rows :items='pairs' />",
    "stat": "<c-stat :number='hostile' :words='hostile' :after='hostile' />",
    "steps": "<c-steps :steps='pairs' />",
    "tabs": "<c-tabs :label='hostile' :tabs='triples' />",
    "task": "<c-task :title='hostile' :why='hostile' :facts='hostile' :href='hostile' :mark='hostile' />",
    "toast": "<c-toast :undo='hostile'>{{ hostile }}</c-toast>",
}


class Wrong(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    agreed = forms.BooleanField(label="Agreed")
    days = forms.MultipleChoiceField(label="Days", choices=[("1", "Monday")], widget=forms.CheckboxSelectMultiple)

    def clean(self) -> None:
        raise forms.ValidationError("Name and days do not agree.")


class Tags(HTMLParser):
    """The tags of a page and the attributes they carry."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def drawn(markup: str, **context: object) -> str:
    return Template(CottonCompiler().process(markup)).render(Context(context))


@pytest.mark.parametrize("written", [HOSTILE, QUOTED])
@pytest.mark.parametrize("name", MARKUP)
def test_what_people_wrote_stays_text(name: str, written: str) -> None:
    page = drawn(MARKUP[name], hostile=written, pairs=[(written, written)], triples=[(written, written, False)])
    tags = Tags(page)
    assert "script" not in tags.names
    assert "onmouseover" not in tags.attributes
    assert page.count("&lt;script&gt;") + page.count("&quot;x&quot;")


def test_a_field_says_what_is_wrong_and_ties_it_to_the_input() -> None:
    page = drawn("<c-field :field='field' />", field=Wrong({})["name"])
    assert 'aria-invalid="true"' in page
    described_by = re.search(r'aria-describedby="([^"]*)"', page)
    assert described_by is not None
    assert all(f'id="{one}"' in page for one in described_by[1].split())


def test_the_summary_takes_the_focus_and_leads_to_each_field() -> None:
    page = drawn("<c-form_errors :form='form' />", form=Wrong({}))
    assert "autofocus" in page
    assert 'href="#id_name"' in page
    assert "Name and days do not agree." in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn("<c-form_errors :form='form' />", form=Wrong()).strip() == ""


def test_a_button_with_an_address_is_a_link() -> None:
    assert "<a " in drawn("<c-button href='/x/'>Go</c-button>")
    assert "<button " in drawn("<c-button>Go</c-button>")


def test_the_gallery_shows_every_component() -> None:
    markup = (TEMPLATES / "ui" / "gallery.html").read_text(encoding="utf-8")
    names = {one.stem for one in (TEMPLATES / "cotton").glob("*.html")}
    assert names - set(re.findall(r"<c-(\w+)", markup)) == set()


def test_the_gallery_has_no_inline_style_and_no_script_of_its_own() -> None:
    page = gallery(RequestFactory().get("/ui/gallery/")).content.decode()
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []
