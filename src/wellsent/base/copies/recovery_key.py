"""The recovery key: what a person keeps on paper, and all that is needed beside the file to open a backup anywhere.

Seven groups of five, as 3F7KQ: four drawn at random and one that checks them, so that a mistake is found in its group.
The thirty-one letters and digits leave out those that are taken for one another, and are a prime in number: whichever
one is mistaken, and whichever two in a group are swapped, the check does not fit.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wellsent.base.errors import DataError

LETTERS = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
GROUPS, LENGTH = 7, 5
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "U": "V", " ": None, "-": None})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(frozen=True, slots=True)
class Keeping:
    """What an installation keeps of a recovery key: enough to lock backups, not to open them."""

    public: bytes
    """Whom backups are locked for."""
    seal: bytes
    """What only this installation and the paper know: a file locked without it was made by somebody else."""

    @property
    def name(self) -> str:
        """What the key is called in files and records, telling nothing of it."""
        return name_of(self.public)


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A recovery key as written down."""

    text: str

    @property
    def private(self) -> X25519PrivateKey:
        """What opens a backup."""
        return X25519PrivateKey.from_private_bytes(self._derived(b"wellsent recovery: open"))

    @property
    def keeping(self) -> Keeping:
        """What the installation may keep."""
        return Keeping(
            public=self.private.public_key().public_bytes_raw(), seal=self._derived(b"wellsent recovery: seal")
        )

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(self.text.encode())


def name_of(public: bytes) -> str:
    """What the key with this public half is called."""
    return hashlib.sha256(public).hexdigest()[:8]


def new() -> RecoveryKey:
    """A key drawn at random: 138 bits, which nobody guesses."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1)) for _ in range(GROUPS))
    return RecoveryKey("-".join(group + _check(group, number) for number, group in enumerate(groups)))


def read(typed: str) -> RecoveryKey:
    """The key as somebody typed it, in any case, with or without blanks. Raises DataError naming the wrong group."""
    plain = typed.strip().upper().translate(_MISTAKEN)
    plain = "".join(plain.split())
    if len(plain) != GROUPS * LENGTH:
        raise DataError(
            f"A recovery key has {GROUPS} groups of {LENGTH}, {GROUPS * LENGTH} letters and digits; "
            f"this one has {len(plain)}.",
            "Type it as it was written down.",
        )
    groups = [plain[start : start + LENGTH] for start in range(0, len(plain), LENGTH)]
    for number, group in enumerate(groups):
        if not set(group) <= set(LETTERS) or _check(group[:-1], number) != group[-1]:
            raise DataError(
                f"There is a mistake in the {_ORDINALS[number]} group of the recovery key.",
                "Compare it with what was written down.",
            )
    return RecoveryKey("-".join(groups))


def _check(group: str, number: int) -> str:
    """The fifth of a group: it depends on each of the four, on their order, and on which group it is."""
    weighted = sum((place + 2) * LETTERS.index(letter) for place, letter in enumerate(group))
    return LETTERS[(weighted + 3 * number) % len(LETTERS)]
