"""Addresses of referrals: the board, the calls, recording one, and one with all that can be done for it."""

from __future__ import annotations

from django.urls import path

from wellsent.referrals.views import acting, authority, board, correcting, entry, one, true_source

app_name = "referrals"
urlpatterns = [
    path("", board.board, name="board"),
    path("calls/", board.calls, name="calls"),
    path("new/", entry.new, name="new"),
    path("new/sources/", entry.sources, name="new-sources"),
    path("new/known/", entry.known, name="new-known"),
    path("new/may-order/", entry.may_order, name="new-may-order"),
    path("authority/", authority.authority, name="authority"),
    path("authority/<row:number>/withdraw/", authority.withdraw, name="withdraw-authority"),
    path("authority/credential/", authority.credential, name="credential"),
    path("source-audit/", true_source.audit, name="source-audit"),
    path("source-audit/<row:number>/call-off/", true_source.call_off, name="call-off-audit"),
    path("undo/", acting.undo, name="undo"),
    path("<row:number>/", one.referral, name="referral"),
    path("<row:number>/move/", acting.move, name="move"),
    path("<row:number>/attempt/", acting.attempt, name="attempt"),
    path("<row:number>/hold/", acting.hold, name="hold"),
    path("<row:number>/hold/<row:hold>/end/", acting.end_hold, name="end-hold"),
    path("<row:number>/visit/", acting.visit, name="visit"),
    path("<row:number>/join/", acting.join, name="join"),
    path("<row:number>/apart/", acting.apart, name="apart"),
    path("<row:number>/brought/", true_source.brought, name="brought"),
    path("<row:number>/source/", true_source.say, name="say-source"),
    path("<row:number>/correct/", correcting.correct, name="correct"),
]
