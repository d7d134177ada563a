"""Adding providers, learning more of them, finding them again, and taking an import's back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base.errors import Refused
from wellsent.directory import actions, names, queries, rules
from wellsent.directory.identity import Known, Mention, resolve
from wellsent.directory.models import Affiliation, ContactPoint, Kind, KnownName, Provider
from wellsent.directory.rules import ProviderFacts
from wellsent.directory.seed import seed_kinds
from wellsent.testing.factories import a_practice, a_provider, a_referral, an_npi

pytestmark = pytest.mark.django_db


def facts_of(name: str, **more: Any) -> ProviderFacts:
    return ProviderFacts(names.parse(name), **more)


def test_a_provider_is_added_with_all_that_is_known(owner: Caller) -> None:
    npi = an_npi()
    row = actions.add_provider(
        facts_of(
            "OKAFOR, ADA B MD",
            npi=npi,
            kind="orthopaedic-surgery",
            practice="Lakeside Orthopaedics, P.A.",
            phone="404.555.0148",
            fax="not a number",
            email="Desk@Lakeside.example",
            address="1200 North Lakeside Avenue, Suite 4",
            city="Atlanta",
            state="Georgia",
            zip="30309-1234",
            spellings=(("OKAFOR, ADA B MD", "Lakeside Ortho"),),
        ),
        by=owner,
    )
    assert (row.entity, row.name, row.sort_name) == ("person", "Ada B. Okafor, MD", "Okafor, Ada B., MD")
    assert (row.family, row.given, row.npi, row.kind_id) == ("Okafor", "Ada", npi, "orthopaedic-surgery")
    assert row.affiliations.get().practice.name == "Lakeside Orthopaedics, P.A."
    assert set(row.names.values_list("text", flat=True)) == {"Ada B. Okafor, MD", "OKAFOR, ADA B MD"}
    reached = {point.channel: (point.value, point.state, point.zip) for point in row.contact_points.all()}
    assert reached["phone"] == ("+14045550148", "", "")
    assert reached["email"][0] == "desk@lakeside.example"
    assert reached["address"] == ("1200 n lakeside ave|30309", "GA", "30309")
    assert "fax" not in reached


def test_people_of_one_practice_share_its_row_however_it_is_written(owner: Caller) -> None:
    added = actions.add_many(
        [
            facts_of("Ada Okafor, MD", practice="Lakeside Orthopaedics, P.A."),
            facts_of("Emi Sato, PA-C", practice="LAKESIDE ORTHOPAEDICS PA"),
            facts_of("Luc Moreau, MD"),
        ],
        by=owner,
    )
    assert len(added.providers) == 3
    (place,) = added.practices
    assert set(Affiliation.objects.values_list("provider", "practice")) == {
        (number, place) for number in added.providers[:2]
    }


def test_a_practice_that_refers_is_the_place_its_people_work_at(owner: Caller) -> None:
    added = actions.add_many(
        [facts_of("Lakeside Orthopaedics, P.A."), facts_of("Ada Okafor, MD", practice="Lakeside Orthopaedics")],
        by=owner,
    )
    assert added.practices == ()
    assert Affiliation.objects.get().practice_id == added.providers[0]


def test_a_merged_practice_gives_its_survivor(owner: Caller) -> None:
    kept, merged = (
        a_practice("Lakeside Bone and Joint"),
        actions.add_provider(facts_of("Old Lakeside Clinic"), by=owner),
    )
    actions.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    actions.add_provider(facts_of("Ada Okafor, MD", practice="Old Lakeside Clinic"), by=owner)
    assert Affiliation.objects.get().practice == kept


def test_a_source_known_by_its_npi_alone_is_called_by_it_until_it_has_a_name(owner: Caller) -> None:
    npi = an_npi()
    row = actions.add_provider(ProviderFacts(names.NOBODY, npi=npi), by=owner)
    assert row.name == f"NPI {npi}"
    actions.learn([(row.pk, facts_of("Ada Okafor, MD", npi=npi))], by=owner)
    row.refresh_from_db()
    assert (row.name, row.family) == ("Ada Okafor, MD", "Okafor")


def test_an_npi_is_held_once(owner: Caller) -> None:
    holder = a_provider(npi=an_npi())
    with pytest.raises(Refused, match=f"belongs to {holder.name}"):
        actions.add_provider(facts_of("Emi Sato", npi=holder.npi), by=owner)
    added = actions.add_many([facts_of("Emi Sato", npi=holder.npi), facts_of("Luc Moreau", npi=holder.npi)], by=owner)
    assert set(Provider.objects.filter(pk__in=added.providers).values_list("npi", flat=True)) == {""}


def test_an_unknown_kind_is_left_blank(owner: Caller) -> None:
    assert actions.add_provider(facts_of("Emi Sato", kind="wizardry"), by=owner).kind is None


def test_adding_is_audited_and_refused_to_who_only_looks(owner: Caller, front_desk: Caller, read_only: Caller) -> None:
    added = actions.add_many([facts_of("Emi Sato", practice="Lakeside Clinic")], by=front_desk)
    assert AuditEvent.objects.get(verb="sources.add").references == [*added.providers, *added.practices]
    for verb in (lambda by: actions.add_many([facts_of("Luc Moreau")], by=by), lambda by: actions.learn([], by=by)):
        with pytest.raises(Refused):
            verb(read_only)


def test_new_spellings_and_numbers_are_learned_once_and_replace_nothing(owner: Caller) -> None:
    row = actions.add_provider(facts_of("Ada Okafor, MD", kind="neurology"), by=owner)
    npi = an_npi()
    more = facts_of(
        "Ada Okafor, MD",
        npi=npi,
        kind="podiatry",
        practice="Lakeside Clinic",
        phone="404 555 0148",
        spellings=(("Dr. A. Okafor", "Lakeside Clinic"),),
    )
    actions.learn([(row.pk, more)], by=owner)
    learned = actions.learn([(row.pk, more)], by=owner)
    assert not any(learned.values())
    row.refresh_from_db()
    assert (row.npi, row.kind_id) == (npi, "neurology")
    assert row.affiliations.get().practice.name == "Lakeside Clinic"
    assert list(queries.find(owner, "a okafor lakeside")) == [row]


def test_an_npi_of_somebody_else_is_not_learned(owner: Caller) -> None:
    row, holder = a_provider(), a_provider(npi=an_npi())
    actions.learn([(row.pk, facts_of(row.name, npi=holder.npi))], by=owner)
    row.refresh_from_db()
    assert row.npi == ""


def everything() -> list[Any]:
    kept = (Provider, KnownName, Affiliation, ContactPoint)
    return [list(model.objects.order_by("pk").values()) for model in kept]


def test_what_was_learned_is_forgotten_exactly(owner: Caller) -> None:
    row = actions.add_provider(ProviderFacts(names.NOBODY, npi=an_npi()), by=owner)
    as_it_was = everything()
    more = facts_of("Ada Okafor, MD", kind="neurology", practice="Lakeside", phone="404 555 0148", email="a@b.example")
    actions.unlearn(actions.learn([(row.pk, more)], by=owner), by=owner)
    assert everything() == as_it_was


def test_unused_providers_are_taken_out_with_all_that_hangs_on_them(owner: Caller) -> None:
    before = a_practice("Harbor Family Medicine")
    as_it_was = everything()
    added = actions.add_many(
        [
            facts_of("Ada Okafor", practice="Lakeside Clinic", phone="404 555 0148"),
            facts_of("Emi Sato", practice=before.name),
        ],
        by=owner,
    )
    assert actions.remove_unused([*added.providers, *added.practices], by=owner) == []
    assert everything() == as_it_was


def test_providers_still_needed_stay(owner: Caller) -> None:
    added = actions.add_many([facts_of("Ada Okafor", practice="Lakeside Clinic"), facts_of("Emi Sato")], by=owner)
    a_referral(Provider.objects.get(pk=added.providers[0]))
    stay = actions.remove_unused([*added.providers, *added.practices], by=owner)
    assert stay == sorted([added.providers[0], *added.practices])
    assert not Provider.objects.filter(pk=added.providers[1]).exists()


def test_what_is_stored_is_resolved_to_itself_again(owner: Caller) -> None:
    mentions = [
        Mention(
            name="OKAFOR, ADA B MD", npi=an_npi(), practice="Lakeside Orthopaedics", phone="404 555 0148", rows=(2, 3)
        ),
        Mention(name="Kavita Pillai, MD", practice="Harbor Family Medicine", rows=(4,)),
        Mention(practice="Riverside Urgent Care", rows=(5,)),
    ]
    found = resolve(mentions)
    added = actions.add_many([rules.facts_of(cluster, mentions) for cluster in found.clusters], by=owner)
    again = resolve(mentions, queries.known_for_resolving(owner), queries.decisions(owner))
    assert [cluster.known for cluster in again.clusters] == list(added.providers)


def test_known_sources_gather_what_all_their_rows_say(owner: Caller) -> None:
    kept = actions.add_provider(facts_of("Katherine Brandt, MD", npi=an_npi(), phone="404 555 0148"), by=owner)
    merged = actions.add_provider(facts_of("Kate Brandt", practice="Lakeside Neurology", fax="404 555 0149"), by=owner)
    actions.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    known = {one.id: one for one in queries.known_for_resolving(owner)}
    assert merged.pk not in known
    assert known[kept.pk] == Known(
        id=kept.pk,
        names=("Katherine Brandt, MD", "Kate Brandt"),
        npis=(kept.npi,),
        practices=("Lakeside Neurology",),
        phones=("(404) 555-0148",),
        faxes=("(404) 555-0149",),
    )


def test_known_for_resolving_asks_the_database_four_times(owner: Caller, django_assert_num_queries: Any) -> None:
    for number in range(5):
        actions.add_provider(
            facts_of(f"Person Number{number}", practice="Lakeside Clinic", phone="404 555 0148"), by=owner
        )
    with django_assert_num_queries(4):
        queries.known_for_resolving(owner)


def test_the_kinds_of_the_product_are_there_and_come_again(owner: Caller) -> None:
    assert Kind.objects.get(pk="orthopaedic-surgery").codes.filter(code="207X00000X").exists()
    Kind.objects.create(slug="wizardry", label="Wizardry", added_here=True)
    Kind.objects.filter(pk="podiatry").update(label="Feet")
    seed_kinds()
    assert Kind.objects.get(pk="podiatry").label == "Podiatry"
    assert Kind.objects.filter(pk="wizardry").exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"npi": "123"},
        {"npi": "abcdefghij"},
        {"npi": "3234567890"},
        {"name": ""},
        {"entity": "robot"},
        {"tier_by_hand": "D", "tier_why": "x"},
        {"tier_by_hand": "A"},
        {"tier_why": "x"},
        {"do_not_contact_since": date(2026, 1, 1)},
        {"do_not_contact_why": "x"},
        {"retired_on": date(2026, 1, 1)},
        {"retired_why": "x"},
    ],
    ids=str,
)
def test_the_database_itself_refuses(columns: dict[str, Any]) -> None:
    row = a_provider()
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=row.pk).update(**columns)


def test_the_database_refuses_one_npi_twice() -> None:
    npi = an_npi()
    a_provider(npi=npi)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_provider(npi=npi)
