"""allauth's forms of sign-in, in our words and with our limits."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm

from wellsent.accounts.forms import Worded, email, password


class SignInForm(Worded, LoginForm):  # type: ignore[misc]  # allauth carries no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email()
        self.fields["password"] = password("Password", new=False)
        self.word()


class _CodeForm(Worded):
    """A form that asks for the code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}
        self.word()


class CodeForm(_CodeForm, AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """Asked at sign-in."""


class ConfirmCodeForm(_CodeForm, ReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """Asked before a second factor is changed."""


class FirstCodeForm(_CodeForm, ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """Asked when an app is set up."""


class ConfirmPasswordForm(Worded, PasswordAgainForm):  # type: ignore[misc]  # allauth carries no types
    """Asked before a second factor is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password("Password", new=False)
        self.word()
