"""Secrets of second factors are encrypted as patient data is; allauth keeps them in JSON, so they are sealed here."""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator
from django.db import transaction

from wellsent.base import keys

PLACE = "second factor"
SECRETS = ("secret", "seed")  # of an authenticator app, of recovery codes


def sealed(text: str) -> str:
    """A secret as it may be stored."""
    return base64.b64encode(keys.encrypt(text.encode(), place=PLACE)).decode()


def opened(stored: str) -> str:
    """What `sealed` was given."""
    return keys.decrypt(base64.b64decode(stored), place=PLACE).decode()


def rewrite_all() -> int:
    """Write every secret that is under an older data key anew; returns how many people's factors were."""
    numbers = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_rewrite(number) for number in numbers)


@transaction.atomic
def _rewrite(number: int) -> bool:
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    if factor is None:
        return False
    newest = keys.newest_key_number()
    old = [name for name in SECRETS if name in factor.data and _key_number(factor.data[name]) != newest]
    for name in old:
        factor.data[name] = sealed(opened(factor.data[name]))
    if old:
        factor.save(update_fields=["data"])
    return bool(old)


def _key_number(stored: str) -> int:
    return keys.key_number(base64.b64decode(stored))
