"""Addresses of contacts made."""

from __future__ import annotations

from django.urls import path

from wellsent.outreach import views

app_name = "outreach"
urlpatterns = [
    path("contacts/", views.touches, name="touches"),
    path("contacts/log/", views.log, name="log"),
    path("contacts/log/saved/<row:number>/", views.saved, name="saved"),
    path("contacts/<row:number>/undo/", views.undo, name="undo"),
]
