"""Values travel between kinds of databases and come out as they went in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from wellsent.base.copies.columns import KINDS, Column, column

MOMENT = datetime(2026, 11, 1, 5, 30, 0, 120, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def out(kind: str, value: Any, places: int = 0) -> Any:
    change = Column("x", kind, places).out()
    return value if change is None else change(value)


def test_every_column_there_is_has_a_kind() -> None:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            assert column(field).kind in set(KINDS.values())


@pytest.mark.parametrize(
    ("kind", "in_sqlite", "in_postgresql", "travels"),
    [
        ("moment", MOMENT.replace(tzinfo=None), MOMENT, "2026-11-01T05:30:00.000120+00:00"),
        ("moment", MOMENT.replace(tzinfo=None), MOMENT.astimezone(timezone(timedelta(hours=-5))), None),
        ("date", date(1, 2, 3), date(1, 2, 3), "0001-02-03"),
        ("time", time(7, 30), time(7, 30), "07:30:00"),
        ("truth", 1, True, True),
        ("uuid", "0f" * 16, UUID("0f" * 16), "0f" * 16),
        ("bytes", b"\x00\xff", memoryview(b"\x00\xff"), "AP8="),
        ("json", '{"b": 1, "a": [1.50, 1e+20]}', '{"a": [1.5, 100000000000000000000], "b": 1}', None),
    ],
)
def test_the_same_value_travels_alike_from_both_kinds_of_database(
    kind: str, in_sqlite: Any, in_postgresql: Any, travels: Any
) -> None:
    assert out(kind, in_sqlite) == out(kind, in_postgresql)
    assert travels is None or out(kind, in_sqlite) == travels


@pytest.mark.parametrize(
    ("in_sqlite", "in_postgresql", "travels"),
    [(4, Decimal("4.00"), "4.00"), (0.5, Decimal("0.50"), "0.50"), (1234567.89, Decimal("1234567.89"), "1234567.89")],
)
def test_decimals_keep_their_places(in_sqlite: Any, in_postgresql: Any, travels: str) -> None:
    assert out("decimal", in_sqlite, 2) == out("decimal", in_postgresql, 2) == travels


def test_moments_are_stored_in_sqlite_as_django_writes_them() -> None:
    change = Column("x", "moment").into("sqlite")
    assert change is not None
    assert change(out("moment", MOMENT)) == str(MOMENT.replace(tzinfo=None))
    assert change(out("moment", MOMENT.replace(microsecond=0))) == "2026-11-01 05:30:00"


@given(JSON)
def test_json_means_the_same_after_travelling_and_travels_alike_again(value: Any) -> None:
    once = out("json", json.dumps(value))
    assert json.loads(once) == value
    assert out("json", once) == once
