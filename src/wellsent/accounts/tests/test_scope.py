from __future__ import annotations

from datetime import date

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Closure
from wellsent.accounts.scope import in_clinics


def closed(clinic: Clinic | None) -> Closure:
    return Closure.objects.create(clinic=clinic, first_day=date(2027, 1, 1), last_day=date(2027, 1, 1))


def test_a_caller_gets_the_rows_of_their_own_clinics(front_desk: Caller, northside: Clinic, harbor: Clinic) -> None:
    own = closed(northside)
    closed(harbor)
    closed(None)
    assert list(in_clinics(Closure.objects.all(), front_desk)) == [own]


def test_a_caller_of_all_clinics_gets_every_row(owner: Caller, northside: Clinic, harbor: Clinic) -> None:
    rows = {closed(northside), closed(harbor), closed(None)}
    assert set(in_clinics(Closure.objects.all(), owner)) == rows


def test_the_way_to_the_clinic_may_be_longer(outsider: Caller, northside: Clinic, harbor: Clinic) -> None:
    closed(northside)
    own = closed(harbor)
    assert list(in_clinics(Clinic.objects.all(), outsider, field="closures__clinic")) == [own.clinic]
