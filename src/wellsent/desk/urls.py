"""Addresses of the pages where rooms meet."""

from __future__ import annotations

from django.urls import path

from wellsent.desk import (
    adding_sources,
    identity_page,
    insights_page,
    office_page,
    referrals_list,
    registry_changes,
    same_person,
    source_page,
    sources_list,
    this_week,
    ties_page,
)

app_name = "desk"
urlpatterns = [
    path("", this_week.this_week, name="this-week"),
    path("week/answer/", this_week.answer, name="answer"),
    path("week/undo/<row:number>/", this_week.undo, name="undo"),
    path("sources/", sources_list.sources, name="sources"),
    path("sources/known/", sources_list.known, name="known"),
    path("sources/new/", adding_sources.add, name="add-source"),
    path("sources/registry/", registry_changes.changes, name="registry"),
    path("sources/registry/answer/", registry_changes.answer, name="registry-answer"),
    path("sources/registry/undo/<row:number>/", registry_changes.undo, name="registry-undo"),
    path("sources/<row:number>/", source_page.source, name="source"),
    path("sources/<row:number>/decisions/", source_page.decisions, name="decisions"),
    path("sources/<row:number>/npi/", adding_sources.number, name="npi"),
    path("sources/<row:number>/identity/", identity_page.identity, name="identity"),
    path("sources/<row:number>/split/", identity_page.split, name="split"),
    path("sources/<row:number>/identity/<slug:verb>/", identity_page.say, name="identity-say"),
    path("sources/<row:number>/office/", office_page.office, name="office"),
    path("sources/<row:number>/office/take-back/", office_page.take_back, name="office-take-back"),
    path("sources/<row:number>/office/<slug:verb>/", office_page.say, name="office-say"),
    path("sources/<row:number>/ties/", ties_page.ties, name="ties"),
    path("sources/<row:number>/ties/who/", ties_page.who, name="ties-who"),
    path("sources/<row:number>/ties/<row:tie>/<slug:verb>/", ties_page.change, name="tie"),
    path("sources/<row:number>/<slug:verb>/", source_page.decide, name="decide"),
    path("referrals/list/", referrals_list.referrals, name="referrals"),
    path("insights/", insights_page.insights, name="insights"),
    path("same-person/", same_person.review, name="same-person"),
    path("same-person/<row:number>/answer/", same_person.answer, name="same-person-answer"),
    path("same-person/<row:number>/undo/", same_person.undo, name="same-person-undo"),
]
