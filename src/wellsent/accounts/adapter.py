"""How allauth's doors behave here: nobody signs up by themselves, failures are noted, secrets are encrypted."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from wellsent.accounts import known_browsers, second_factors, sessions, sign_in_trail
from wellsent.accounts.access import safe_path
from wellsent.accounts.models import User
from wellsent.base import clock

WORDS = {
    "email_password_mismatch": "Email and password do not belong together.",
    "too_many_login_attempts": (
        "Too many attempts. Wait five minutes and try again, or use a passkey. An owner can give you a new password."
    ),
    "incorrect_code": "This code is not right, or was used already. Enter the one that shows now.",
    "incorrect_password": "This is not your password.",
    "rate_limited": "Too many attempts. Wait a minute and try again.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = DefaultAccountAdapter.error_messages | WORDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and safe_path(url, "") == url

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_trail.locked_out(request, email=credentials.get("email", ""))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sign_in_trail.failed(request, email=credentials.get("email", ""))

    def login(self, request: HttpRequest, user: User) -> None:
        """Refuse a sign-in that began before all of the person's sessions were ended (a password since changed)."""
        began = min((record["at"] for record in get_authentication_records(request, user)), default=0.0)
        sessions.forgive_a_clock_put_back(user, began=began)
        if began < user.sessions_valid_from.timestamp():
            clear_login(request)
            messages.error(request, "Your password or role was changed meanwhile. Sign in again.")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{known_browsers.knows(request, credentials.get('email', ''))}"

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "This account is retired. Ask an owner of the practice.")
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who has just signed in is not asked again at once."""
        since = clock.now().timestamp() - self.request.session.get("signed_in_at", 0)
        return bool(since > 600 and super().is_reauthentication_required(app=app))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WORDS["incorrect_code"]}

    def encrypt(self, text: str) -> str:
        return second_factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factors.opened(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        import qrcode  # the web server does without it until somebody adds a phone
        from qrcode.image.svg import SvgPathImage

        code = qrcode.QRCode(
            mask_pattern=0
        )  # any of the eight can be read: trying them all takes half of the page's time
        code.add_data(url)
        drawn = BytesIO()
        code.make_image(image_factory=SvgPathImage).save(drawn)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return "Wellsent"

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's name for it
        return "Passkey"
