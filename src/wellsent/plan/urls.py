"""Addresses of the profile and the targets."""

from __future__ import annotations

from django.urls import path

from wellsent.plan.profile import views as profile
from wellsent.plan.targets import views as targets

app_name = "plan"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/<row:number>/bring-back/", profile.bring_back, name="bring-back-profile"),
    path("targets/", targets.targets, name="targets"),
    path("targets/weights/", targets.keep_weights, name="keep-weights"),
    path("targets/decide/", targets.decide, name="decide-target"),
    path("targets/decided/", targets.decided, name="decided-targets"),
    path("targets/decided/<row:number>/undo/", targets.undo, name="undo-target"),
]
