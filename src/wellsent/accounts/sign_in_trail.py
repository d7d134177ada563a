"""Signing in, failing to, and signing out, as the audit trail keeps it. What was typed never enters it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from wellsent.accounts import audit, sessions
from wellsent.accounts.caller import Caller, caller_of, nobody
from wellsent.accounts.models import User
from wellsent.accounts.rules import token_hash
from wellsent.base import clock

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether sign-in asks this person for a code or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def address_of(request: HttpRequest) -> str:
    """Where a request came from, as far as the proxy settings allow to tell."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # a socket of this machine has no address
        return ""


def failed(request: HttpRequest, *, email: str) -> None:
    """Note that somebody gave an email and a password that do not belong together."""
    _about(request, "sign-in.failed", User.objects.filter(email=email.lower()).first())


def locked_out(request: HttpRequest, *, email: str) -> None:
    """Note that attempts came too fast and were turned away: once in five minutes for one account."""
    if cache.add(f"locked-out:{token_hash(email.lower())}", True, timeout=300):
        _about(request, "sign-in.locked", User.objects.filter(email=email.lower()).first())


def _about(request: HttpRequest, verb: str, person: User | None) -> None:
    with transaction.atomic():
        audit.record(
            verb,
            by=nobody(),
            subject="person" if person else "",
            references=[person.pk] if person else [],
            details={"address": address_of(request)},
        )


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    sessions.began(
        request.session,
        browser=request.headers.get("User-Agent", ""),
        address=address_of(request),
        second_factor=has_second_factor(user),
    )
    _note("sign-in", user, {"address": address_of(request)})


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _note("sign-out", user, {"why": getattr(request, "sign_out_reason", "asked")})


@receiver(second_factor.authenticator_added)
@receiver(second_factor.authenticator_removed)
def _factor_changed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Other sessions end with a change of factors; this one goes on and knows of it."""
    added = kwargs["signal"] is second_factor.authenticator_added
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        with transaction.atomic():
            user.sessions_valid_from = clock.now()
            user.save(update_fields=["sessions_valid_from"])
            sessions.outlives_a_change(request.session)
    request.session["second_factor"] = has_second_factor(user)
    _note(f"second-factor.{'added' if added else 'removed'}", user, {"kind": authenticator.type})


@receiver(second_factor.authenticator_reset)
def _codes_renewed(sender: Any, user: User, authenticator: Any, **_: Any) -> None:
    _note("second-factor.renewed", user, {"kind": authenticator.type})


@receiver(second_factor.authentication_failed)
def _factor_failed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    _about(request, "second-factor.failed", user)


def _note(verb: str, user: User, details: dict[str, str]) -> None:
    by: Caller = caller_of(user)
    with transaction.atomic():
        audit.record(verb, by=by, subject="person", references=[user.pk], details=details)
