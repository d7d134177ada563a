"""Addresses of referrals: the board, the calls, recording one, and one with all that can be done for it."""

from __future__ import annotations

from django.urls import path

from wellsent.referrals.views import acting, board, correcting, entry, one

app_name = "referrals"
urlpatterns = [
    path("", board.board, name="board"),
    path("calls/", board.calls, name="calls"),
    path("new/", entry.new, name="new"),
    path("new/sources/", entry.sources, name="new-sources"),
    path("new/known/", entry.known, name="new-known"),
    path("undo/", acting.undo, name="undo"),
    path("<int:number>/", one.referral, name="referral"),
    path("<int:number>/move/", acting.move, name="move"),
    path("<int:number>/attempt/", acting.attempt, name="attempt"),
    path("<int:number>/hold/", acting.hold, name="hold"),
    path("<int:number>/hold/<int:hold>/end/", acting.end_hold, name="end-hold"),
    path("<int:number>/visit/", acting.visit, name="visit"),
    path("<int:number>/join/", acting.join, name="join"),
    path("<int:number>/apart/", acting.apart, name="apart"),
    path("<int:number>/correct/", correcting.correct, name="correct"),
]
