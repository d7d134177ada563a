"""Addresses of contacts made."""

from __future__ import annotations

from django.urls import path

from wellsent.outreach import touches_list, views
from wellsent.outreach.introductions import views as introductions

app_name = "outreach"
urlpatterns = [
    path("contacts/", touches_list.touches, name="touches"),
    path("contacts/log/", views.log, name="log"),
    path("contacts/log/saved/<row:number>/", views.saved, name="saved"),
    path("contacts/<row:number>/undo/", views.undo, name="undo"),
    path("introductions/to/<row:number>/", introductions.ask, name="ask"),
    path("introductions/<row:number>/<slug:verb>/", introductions.change, name="introduction"),
]
