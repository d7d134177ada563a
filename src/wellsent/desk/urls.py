"""Addresses of the pages where rooms meet."""

from __future__ import annotations

from django.urls import path

from wellsent.desk import same_person, this_week

app_name = "desk"
urlpatterns = [
    path("", this_week.this_week, name="this-week"),
    path("week/answer/", this_week.answer, name="answer"),
    path("week/undo/<int:number>/", this_week.undo, name="undo"),
    path("same-person/", same_person.review, name="same-person"),
    path("same-person/<int:number>/answer/", same_person.answer, name="same-person-answer"),
    path("same-person/<int:number>/undo/", same_person.undo, name="same-person-undo"),
]
