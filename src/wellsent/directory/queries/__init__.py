"""Reading the directory: always from the caller, always through survivors, so that a merge shows everywhere at once."""

from wellsent.directory.queries.finding import MOST_WORDS, find, first_found, with_found
from wellsent.directory.queries.kinds import DescribedKind, described_kinds, kinds
from wellsent.directory.queries.profiles import Identity, Profile, Signer, identity, profile, profiles, signer
from wellsent.directory.queries.same import (
    decisions,
    known_for_resolving,
    last_answered,
    not_looked_at,
    open_questions,
    question,
)
from wellsent.directory.queries.sources import (
    by_npi,
    missing,
    names,
    not_to_contact,
    same_as,
    sources,
    survivor_of,
    survivors,
)

__all__ = [
    "MOST_WORDS",
    "DescribedKind",
    "Identity",
    "Profile",
    "Signer",
    "by_npi",
    "decisions",
    "described_kinds",
    "find",
    "first_found",
    "identity",
    "kinds",
    "known_for_resolving",
    "last_answered",
    "missing",
    "names",
    "not_looked_at",
    "not_to_contact",
    "open_questions",
    "profile",
    "profiles",
    "question",
    "same_as",
    "signer",
    "sources",
    "survivor_of",
    "survivors",
    "with_found",
]
