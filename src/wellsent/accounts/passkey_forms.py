"""allauth's forms that take what a passkey device says. Nothing of it is believed before it could be read whole.

The devices' own library raises whatever it stumbles over; what cannot be read is refused in the same words as what is
read and wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

from wellsent.accounts.forms import Worded, words

REFUSED = "This passkey could not be read. Try again, or use another one."
LONGEST = 20_000  # letters; what devices send is a tenth of it
UNREADABLE = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


def read(act: Callable[[], Any]) -> Any:
    """What `act` gives; a refusal when it cannot make sense of what the device said."""
    try:
        return act()
    except UNREADABLE as error:
        raise ValidationError(REFUSED) from error


class Said(forms.JSONField):
    """What a device said: an object with an answer in it, never a bare number or list."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if len(str(value)) > LONGEST:
            raise ValidationError(REFUSED)
        said = read(lambda: super(Said, self).to_python(value))
        if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
            raise ValidationError(REFUSED)
        return said

    def bound_data(self, _data: Any, initial: Any) -> Any:
        """A form shown again asks the device anew."""
        return initial


class _FromADevice(Worded):
    """A form around what a device said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Said(error_messages={"required": REFUSED})

    def clean_credential(self) -> Any:
        checked = getattr(super(), "clean_credential", None)
        return read(checked) if checked else self.cleaned_data["credential"]

    def clean(self) -> Any:
        return read(super().clean)


class AddPasskeyForm(_FromADevice, AddWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    name = words("Name of the passkey", required=False, help_text="For example: work laptop, security key.")
    passwordless = forms.BooleanField(
        label="Sign in with it alone",
        required=False,
        initial=True,
        help_text="No password is asked then; the device checks a fingerprint, a face or its PIN.",
    )


class PasskeyAtSignInForm(_FromADevice, AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """Asked after the password."""


class PasskeyAloneForm(_FromADevice, LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """Asked instead of email and password; anybody may send it."""


class ConfirmPasskeyForm(_FromADevice, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """Asked before a second factor is changed."""


class RenamePasskeyForm(Worded, EditWebAuthnForm):  # type: ignore[misc]  # as above
    name = words("Name of the passkey")
