"""Recording who knows whom: what is refused, what follows by itself, what is read through merges."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.actions.own import change_own_name
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Role, User
from wellsent.accounts.queries import today
from wellsent.base import facts
from wellsent.base.errors import DataError, Forbidden, Refused
from wellsent.base.kept import Kept
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider, Tie
from wellsent.directory.office.actions import add_person, left
from wellsent.directory.queries import names as known_names
from wellsent.directory.ties import actions, presenters, queries, rules
from wellsent.directory.ties.actions import TieFacts
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node
from wellsent.directory.ties.rules import Consent
from wellsent.testing.factories import a_practice, a_provider

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
CONSENT = Consent("Fay Person", date(2026, 9, 1), "told")


def tie(one: Provider | Node, other: Provider | Node, *, by: Caller, **more: Any) -> Tie:
    """Two who know each other: former colleagues, well, unless said otherwise."""
    first, second = (provider_node(end.pk) if isinstance(end, Provider) else end for end in (one, other))
    facts = {"kind": "colleagues", "strength": 3, "evidence": "Shared an office until 2019", **more}
    return actions.add_tie(TieFacts(first, second, **facts), once=uuid.uuid4(), by=by)


def colleague(caller: Caller) -> Node:
    return Node("colleague", str(caller.user_id))


def linked(caller: Caller, *targets: Provider) -> set[tuple[str, str, str]]:
    """Who is linked to whom around these, and how."""
    around = queries.around(caller, [one.pk for one in targets], as_of=today(caller))
    links = around.links([provider_node(one.pk) for one in targets])
    numbers = [int(node.key) for link in links for node in (link.one, link.other) if node.kind == "provider"]
    names = around.names | {provider_node(number): name for number, name in known_names(caller, numbers).items()}
    found = set()
    for link in links:
        one, other = sorted((names[link.one], names[link.other]))
        found.add((one, other, link.kind))
    return found


class TestTheRule:
    @pytest.mark.parametrize(
        ("kind", "evidence", "consent", "words"),
        [
            ("trained", "", None, "How this is known is missing"),
            ("trained", "They share the same patient", None, "speaks of a patient"),
            ("colleagues", "both treat my pt since spring", None, "speaks of a patient"),
            ("patient", "", None, "only with the patient's recorded consent"),
            ("patient", "", Consent(" ", date(2026, 9, 1), "told"), "only with the patient's recorded consent"),
            ("patient", "", Consent("Fay", date(2026, 9, 1), "mumbled"), "only with the patient's recorded consent"),
            ("patient", "", Consent("Fay", date(2026, 11, 25), "told"), "lies ahead"),
            ("patient", "Rosa Quill", CONSENT, "nobody is named"),
            ("cousins", "x", None, "no tie"),
        ],
    )
    def test_what_may_not_be_kept_is_refused_with_the_reason(
        self, kind: str, evidence: str, consent: Consent | None, words: str
    ) -> None:
        reason, remedy = rules.objection(kind, 2, evidence, consent, today=TODAY)
        assert words in reason
        assert remedy

    @pytest.mark.parametrize(
        "evidence", ["Met at Patient First", "Both in inpatient rehab until 2012", "https://a.example"]
    )
    def test_what_speaks_of_no_patient_is_kept(self, evidence: str) -> None:
        assert rules.objection("colleagues", 1, evidence, None, today=TODAY) == ("", "")

    def test_a_patient_of_both_is_kept_with_the_consent(self) -> None:
        assert rules.objection("patient", 2, "", CONSENT, today=TODAY) == ("", "")

    @given(st.sampled_from([1, 2]), st.integers(0, 4000), st.integers(0, 4000))
    def test_a_tie_carries_less_the_weaker_and_the_older_it_is(self, strength: int, one: int, other: int) -> None:
        def weight(level: int, age: int) -> int:
            return rules.weight(level, TODAY - timedelta(days=age), as_of=TODAY)

        assert weight(strength, one) < weight(strength + 1, one) < 100
        assert weight(strength, max(one, other)) <= weight(strength, min(one, other))
        assert rules.weight(strength, None, as_of=TODAY) == weight(strength, 0)


class TestRecording:
    def test_the_database_holds_no_tie_through_a_patient_without_consent_and_none_with_words(
        self, liaison: Caller
    ) -> None:
        kept = tie(a_provider(), a_provider(), by=liaison, kind="patient", evidence="", consent=CONSENT)
        for columns in ({"evidence": "Rosa Quill"}, {"consent_taken_by": ""}, {"consent_on": None}, {"kind": "event"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Tie.objects.filter(pk=kept.pk).update(**columns)

    def test_a_tie_that_would_reveal_a_patient_is_refused_and_not_stored(self, liaison: Caller) -> None:
        with pytest.raises(Refused, match="only with the patient's recorded consent"):
            tie(a_provider(), a_provider(), by=liaison, kind="patient", evidence="")
        assert not Tie.objects.exists()

    def test_a_tie_sent_twice_is_stored_once(self, liaison: Caller) -> None:
        facts = TieFacts(provider_node(a_provider().pk), Node("ours", "Jo Ellis"), "civic", 2, "Choir")
        once = uuid.uuid4()
        first = actions.add_tie(facts, once=once, by=liaison)
        assert actions.add_tie(facts, once=once, by=liaison).pk == first.pk
        assert AuditEvent.objects.filter(verb="ties.add", references=[first.pk]).count() == 1

    def test_a_tie_that_is_known_is_not_stored_a_second_time_from_either_end_until_it_has_ended(
        self, owner: Caller
    ) -> None:
        okafor, sato, twin = a_provider(), a_provider(), a_provider()
        first = tie(okafor, sato, by=owner)
        directory.merge(survivor=sato.pk, merged=twin.pk, by=owner)
        with pytest.raises(Refused, match="known already"):
            tie(twin, okafor, by=owner)
        tie(okafor, sato, by=owner, kind="civic")
        tie(okafor, Node("ours", "Jo Ellis"), by=owner)
        actions.end_tie(tie=first.pk, on=date(2026, 9, 1), by=owner)
        tie(okafor, sato, by=owner)

    def test_nobody_is_tied_to_themselves_under_any_number_or_to_nobody(self, owner: Caller) -> None:
        okafor, twin = a_provider(), a_provider()
        directory.merge(survivor=okafor.pk, merged=twin.pk, by=owner)
        with pytest.raises(Refused, match="one and the same"):
            tie(okafor, twin, by=owner)
        for nobody in (Node("provider", "987654"), Node("colleague", "x"), Node("ours", " "), Node("", "")):
            with pytest.raises(DataError, match="not there"):
                tie(okafor, nobody, by=owner)

    @pytest.mark.parametrize("who", ["front_desk", "clinician", "compliance", "read_only"])
    def test_only_owner_and_liaison_record_ties(self, who: str, request: pytest.FixtureRequest) -> None:
        with pytest.raises(Forbidden):
            tie(a_provider(), a_provider(), by=request.getfixturevalue(who))

    def test_a_tie_ends_may_be_opened_again_confirmed_and_taken_back(self, liaison: Caller) -> None:
        okafor = a_provider()
        kept = tie(okafor, a_provider(), by=liaison)
        Tie.objects.update(known_on=date(2020, 1, 1))
        assert actions.still_tied(tie=kept.pk, by=liaison).known_on == today(liaison)
        actions.end_tie(tie=kept.pk, on=today(liaison), by=liaison)
        assert linked(liaison, okafor) == set()
        with pytest.raises(Refused, match="has ended"):
            actions.still_tied(tie=kept.pk, by=liaison)
        actions.reopen_tie(tie=kept.pk, by=liaison)
        assert linked(liaison, okafor)
        actions.take_back_tie(tie=kept.pk, by=liaison)
        assert linked(liaison, okafor) == set()
        assert Tie.objects.count() == 1


class TestReading:
    def test_a_colleague_who_is_renamed_is_called_so_at_once_and_no_figure_is_computed_anew(
        self, owner: Caller
    ) -> None:
        okafor = a_provider("Ada", "Okafor")
        tie(okafor, colleague(owner), by=owner)
        called = presenters.tie_words(queries.ties_of(owner, [okafor.pk])[0])
        figures = facts.version("practice", "directory", "referrals")
        change_own_name(name="Wilma Person", by=owner)
        assert "Wilma Person" not in called
        assert "Wilma Person" in presenters.tie_words(queries.ties_of(owner, [okafor.pk])[0])
        assert facts.version("practice", "directory", "referrals") == figures

    def test_who_works_at_one_practice_is_linked_without_being_recorded(self, liaison: Caller) -> None:
        lakeside = a_practice("Lakeside")
        ada, tom = a_provider("Ada", "A", practice=lakeside), a_provider("Tom", "B", practice=lakeside)
        assert ("Ada A, MD", "Tom B, MD", "group") in linked(liaison, ada, tom)
        assert ("Ada A, MD", "Lakeside", "group") in linked(liaison, ada, lakeside)
        directory.end_affiliation(affiliation=ada.affiliations.get().pk, on=today(liaison), by=liaison)
        assert linked(liaison, ada, tom) == set()

    def test_ties_are_read_through_merges_and_back_again(self, owner: Caller) -> None:
        okafor, twin, sato = a_provider("Ada", "Okafor"), a_provider("A", "Okafor"), a_provider("Naomi", "Sato")
        tie(twin, sato, by=owner)
        said = directory.merge(survivor=okafor.pk, merged=twin.pk, by=owner)
        assert linked(owner, okafor) == {("Ada Okafor, MD", "Naomi Sato, MD", "colleagues")}
        assert [row.pk for row in queries.ties_of(owner, [okafor.pk, twin.pk])]
        directory.unmerge(merge=said.pk, by=owner)
        assert linked(owner, twin) == {("A Okafor, MD", "Naomi Sato, MD", "colleagues")}

    def test_who_is_not_to_be_asked_is_blocked(self, owner: Caller, a_person: Callable[..., User]) -> None:
        lakeside, asked_not, gone = a_practice("Lakeside"), a_provider("No", "Thanks"), a_provider("Gone", "Fishing")
        add_person(office=lakeside.pk, name="Maria Lopes", act=uuid.uuid4(), by=owner)
        maria = lakeside.office_people.get()
        departed = a_person(Role.CLINICIAN)
        tie(asked_not, gone, by=owner)
        tie(Node("person", str(maria.pk)), Node("colleague", str(departed.pk)), by=owner)
        directory.do_not_contact(provider=asked_not.pk, since=today(owner), why="asked", by=owner)
        directory.retire(provider=gone.pk, on=today(owner), why="retired", by=owner)
        left(person=maria.pk, on=today(owner), act=uuid.uuid4(), by=owner)
        User.objects.filter(pk=departed.pk).update(is_active=False)
        around = queries.around(owner, [lakeside.pk], as_of=today(owner))
        assert around.blocked == {
            provider_node(asked_not.pk),
            provider_node(gone.pk),
            Node("person", str(maria.pk)),
            Node("colleague", str(departed.pk)),
        }
        assert around.closed[asked_not.pk] == "Not to be contacted: asked"
        assert around.closed[gone.pk] == "Retired: retired"

    def test_somebody_of_an_office_knows_everybody_there(self, owner: Caller) -> None:
        lakeside = a_practice("Lakeside")
        okafor = a_provider("Ada", "Okafor", practice=lakeside)
        add_person(office=lakeside.pk, name="Maria Lopes", act=uuid.uuid4(), by=owner)
        tie(Node("person", str(lakeside.office_people.get().pk)), colleague(owner), by=owner)
        assert {("Ada Okafor, MD", "Maria Lopes", "group"), ("Lakeside", "Maria Lopes", "group")} < linked(
            owner, okafor, lakeside
        )

    def test_who_left_an_office_knows_its_people_no_more_though_they_can_be_asked_where_they_work_now(
        self, owner: Caller
    ) -> None:
        lakeside = a_practice("Lakeside")
        tom, ada = a_provider("Tom", "B", practice=lakeside), a_provider("Ada", "A", practice=lakeside)
        add_person(office=lakeside.pk, name="Tom B, MD", act=uuid.uuid4(), by=owner)
        person = lakeside.office_people.get()
        tie(Node("person", str(person.pk)), colleague(owner), by=owner)
        directory.end_affiliation(affiliation=tom.affiliations.get().pk, on=today(owner), by=owner)
        assert ("Ada A, MD", "Tom B, MD", "group") in linked(owner, ada)
        left(person=person.pk, on=today(owner), act=uuid.uuid4(), by=owner)
        assert ("Ada A, MD", "Tom B, MD", "group") not in linked(owner, ada)
        assert provider_node(tom.pk) not in queries.around(owner, [ada.pk], as_of=today(owner)).blocked

    def test_many_targets_take_as_many_queries_as_one(self, owner: Caller) -> None:
        lakeside = a_practice("Lakeside")
        people = [a_provider(practice=lakeside) for _ in range(12)]
        for one, other in pairwise(people):
            tie(one, other, by=owner)
        Kept.forget_all()
        with CaptureQueriesContext(connection) as few:
            queries.around(owner, [people[0].pk], as_of=today(owner))
        Kept.forget_all()
        with CaptureQueriesContext(connection) as many:
            queries.around(owner, [one.pk for one in people], as_of=today(owner))
        assert len(few) == len(many) == 9  # and one more where any of them has an address

    def test_a_name_finds_our_people_first_then_offices_then_sources(self, owner: Caller) -> None:
        lakeside = a_practice("Owner Lane Clinic")
        add_person(office=lakeside.pk, name="Lena Owner", act=uuid.uuid4(), by=owner)
        found = queries.who_could_be(owner, "owner")
        assert [what.partition(":")[0] for what, _, _ in found] == ["colleague", "person", "provider"]
        assert queries.who_could_be(owner, "  ") == []
        assert queries.who_could_be(owner, "owner", but=[lakeside.pk]) == found[:1]
