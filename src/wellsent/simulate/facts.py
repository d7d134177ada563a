"""A made-up practice as plain facts, without the mess of a list: for whoever wants the truth and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wellsent.simulate.courses import Chances, Referral, make_chances, make_referrals
from wellsent.simulate.dice import Dice
from wellsent.simulate.names import made_up_names
from wellsent.simulate.people import Provider, make_providers
from wellsent.simulate.places import CLINICS, OUR_NAMES
from wellsent.simulate.touches import Touch, make_touches
from wellsent.simulate.world import LAST_DAY, World, make_world

KNOWN_SHARE = 0.75  # of the sources that are in the practice's own list of providers
TARGET_SHARE = 0.15  # further providers in that list, who have never sent anybody


@dataclass(frozen=True)
class PracticeFacts:
    """Everything about one made-up practice. `providers` begins with the world's sources, in the order of their keys;
    targets who never referred follow. `known` are the keys of those in the practice's own list of providers.
    """

    name: str
    clinics: tuple[str, ...]
    world: World
    providers: tuple[Provider, ...]
    known: tuple[int, ...]
    chances: dict[int, Chances]
    referrals: tuple[Referral, ...]
    touches: tuple[Touch, ...]


def practice_facts(
    seed: int,
    *,
    sources: int = 80,
    months: int = 24,
    campaign_percent: float | None = None,
    last_day: date | None = None,
) -> PracticeFacts:
    """The made-up practice of this seed over the `months` calendar months that end with `last_day` (2026-10-31 unless
    given). The same arguments give the same facts.
    Raises ValueError for a negative seed, no source, no month, or more sources than there are names for.
    """
    if seed < 0:
        raise ValueError("a seed is a whole number from 0 up")
    world = make_world(
        seed, sources=sources, months=months, last_day=last_day or LAST_DAY, campaign_percent=campaign_percent
    )
    dice = Dice(seed, "practice")
    clinics = tuple(dice.shuffled(CLINICS)[: dice.between(2, 3)])
    names = made_up_names(Dice(seed, "names"))
    providers = make_providers(Dice(seed, "providers"), names, sources + max(2, round(sources * TARGET_SHARE)))
    chances = make_chances(Dice(seed, "chances"), sources)
    taken = {(one.person.first, one.person.family) for one in providers if one.person}
    patients = (name for name in names if (name.first, name.family) not in taken)
    referrals = make_referrals(Dice(seed, "courses"), world, providers, chances, clinics, patients)
    return PracticeFacts(
        name=f"{dice.pick(OUR_NAMES)} Physical Therapy",
        clinics=clinics,
        world=world,
        providers=providers,
        known=tuple(one.key for one in providers if one.key >= sources or dice.chance(KNOWN_SHARE)),
        chances=chances,
        referrals=referrals,
        touches=make_touches(Dice(seed, "touches"), world, providers, referrals),
    )
