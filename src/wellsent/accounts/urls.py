"""Addresses of sign-in, one's own account and what owners manage. Of allauth's pages only those we use are offered."""

from __future__ import annotations

from django.urls import path, re_path

from wellsent.accounts.views import joining, own, people, practice, set_up, trail
from wellsent.base.addresses import RowNumber

app_name = "accounts"
urlpatterns = [
    path("setup/", set_up.set_up, name="set-up"),
    path("join/<str:token>/", joining.join, name="join"),
    path("reset/<str:person>/<str:proof>/", joining.reset, name="reset"),
    path("session/", own.session, name="session"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/end/", own.end_session, name="end-session"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<row:number>/renew/", people.renew, name="renew"),
    path("people/invitations/<row:number>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<row:number>/", people.person, name="person"),
    re_path(
        rf"^people/(?P<number>{RowNumber.regex})/(?P<verb>{'|'.join(people.VERBS)})/$",
        people.act_on,
        name="act-on-person",
    ),
    path("settings/", practice.practice, name="practice"),
    path("settings/clinics/", practice.clinics, name="clinics"),
    path("settings/clinics/<row:number>/", practice.clinic, name="clinic"),
    path("settings/closures/", practice.closures, name="closures"),
    path("settings/closures/<row:number>/remove/", practice.remove_closure, name="remove-closure"),
    path("audit/", trail.trail, name="audit"),
    path("audit/export.csv", trail.export, name="audit-export"),
]
