"""Which lists can be imported, and who reads each."""

from __future__ import annotations

from wellsent.base.errors import CallError
from wellsent.exchange.imports.importer import Importer
from wellsent.exchange.imports.patients import PatientImporter
from wellsent.exchange.imports.providers import ProviderImporter
from wellsent.exchange.imports.referrals import ReferralImporter
from wellsent.exchange.imports.touches import TouchImporter
from wellsent.exchange.imports.visits import VisitImporter

IMPORTERS: dict[str, Importer] = {
    one.kind: one
    for one in (ReferralImporter(), VisitImporter(), PatientImporter(), ProviderImporter(), TouchImporter())
}


def importer_of(kind: str) -> Importer:
    """The importer of one kind of list. Raises CallError naming the kinds there are."""
    if kind not in IMPORTERS:
        raise CallError(f"{kind} is no kind of list.", f"Choose one of: {', '.join(IMPORTERS)}.")
    return IMPORTERS[kind]
