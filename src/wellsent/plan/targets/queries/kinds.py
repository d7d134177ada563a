"""What is known of each kind from our own referrals: the payers it sends, and what to expect of one more of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.directory.queries import DescribedKind
from wellsent.insights.models import Reading, SourceStanding
from wellsent.plan.profile.rules import Ideal
from wellsent.plan.targets import rules
from wellsent.plan.targets.benchmarks import BY_KIND
from wellsent.plan.targets.expecting import expected
from wellsent.plan.targets.rules import KindFacts, PayerShare
from wellsent.referrals.grouping import NOT_STATED, payer_group
from wellsent.referrals.models import Referral

LATEST_REFERRALS = 2_000
"""So many of the latest referrals say which payers each kind sends."""


def kind_facts(
    caller: Caller, kinds: Collection[DescribedKind], ideal: Ideal, reading: Reading | None
) -> dict[str, KindFacts]:
    """What is known of each kind; of payers and of what to expect only for callers who see volume."""
    payers = _payers(caller, ideal) if reading else {}
    last_year = _last_12_months(reading, [one.slug for one in kinds]) if reading else {}
    return {
        one.slug: KindFacts(
            label=one.label,
            conditions=one.conditions,
            payers=payers.get(one.slug),
            estimate=expected(last_year.get(one.slug, ()), BY_KIND.get(one.slug)) if reading else None,
        )
        for one in kinds
    }


def _payers(caller: Caller, ideal: Ideal) -> dict[str, PayerShare]:
    """Of the latest referrals of each kind, those with a payer the practice takes; kinds with few are left out."""
    rows = in_clinics(Referral.objects.filter(duplicate_of=None), caller).order_by("-received_on")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kind, payer in rows.values_list("source__kind", "payer")[:LATEST_REFERRALS]:
        group = payer_group(payer)
        if kind and group != NOT_STATED:
            counts[kind][0] += group in ideal.payers
            counts[kind][1] += 1
    return {kind: PayerShare(taken, n) for kind, (taken, n) in counts.items() if n >= rules.FEWEST_REFERRALS}


def _last_12_months(reading: Reading, kinds: Iterable[str]) -> dict[str, list[int]]:
    """What the sources of each of these kinds sent in the last 12 months, those that sent any."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = SourceStanding.objects.filter(reading=reading, last_12_months__gt=0, retired=False, kind__in=kinds)
    for kind, count in rows.order_by().values_list("kind", "last_12_months"):
        found[kind].append(count)
    return found
