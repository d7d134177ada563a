"""What each list holds: our fields, what their cells are, and which a row cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from wellsent.base.errors import CallError


class Holds(Enum):
    """What the cells of a field are; it decides how they are recognised, read and bounded."""

    PAST_DATE = "a date up to today"
    COMING_DATE = "a date that may lie ahead"
    BIRTH_DATE = "a birth date"
    TIME = "an hour of the day"
    NAME = "a name"
    PRACTICE = "a practice"
    NPI = "an NPI"
    KIND = "a kind of provider"
    TAXONOMY = "a taxonomy code"
    RECORD_NUMBER = "a record number"
    PAYER = "a payer"
    CONDITION = "a condition"
    CLINIC = "one of our clinics"
    COUNT = "a whole number"
    MONEY = "an amount"
    MINUTES = "minutes"
    STATUS = "a status"
    TOUCH_KIND = "a kind of touch"
    VISIT_STATUS = "whether a visit was kept"
    VISIT_TYPE = "what kind of visit it was"
    LOST_REASON = "why a referral was lost"
    NOTE = "free text"
    TEXT = "a short text"
    STATE = "a state"
    ZIP = "a ZIP code"
    PHONE = "a telephone number"
    EMAIL = "an e-mail address"


DATES: Final = frozenset({Holds.PAST_DATE, Holds.COMING_DATE, Holds.BIRTH_DATE})
NAME_PARTS: Final = ("family", "given", "middle", "suffix", "credentials")
"""A name may stand in several columns; such a column is recognised as "referrer_name:family" and so on."""


@dataclass(frozen=True, slots=True)
class Field:
    """One of our columns. `private`: a patient's, so its cells are never shown or echoed."""

    name: str
    holds: Holds
    label: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What no row can do without: one of these fields; `what` says it in words."""

    what: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list and its fields."""

    name: str
    fields: Mapping[str, Field]
    needs: tuple[Need, ...]

    def field(self, name: str) -> Field:
        """The field of this name; "referrer_name:family" gives the field of the whole name."""
        return self.fields[name.partition(":")[0]]


def _kind(name: str, needs: tuple[Need, ...], *fields: Field) -> ListKind:
    return ListKind(name, MappingProxyType({field.name: field for field in fields}), needs)


_PATIENT = (
    Field("patient_id", Holds.RECORD_NUMBER, "Patient number", private=True),
    Field("patient_name", Holds.NAME, "Patient name", private=True),
    Field("birth_date", Holds.BIRTH_DATE, "Birth date", private=True),
)
_PATIENT_PHONE = Field("patient_phone", Holds.PHONE, "Patient telephone", private=True)
_REFERRER = (
    Field("referrer_name", Holds.NAME, "Who referred"),
    Field("referrer_npi", Holds.NPI, "Their NPI"),
)
_PLACE = (
    Field("address", Holds.TEXT, "Address"),
    Field("city", Holds.TEXT, "City"),
    Field("state", Holds.STATE, "State"),
    Field("zip", Holds.ZIP, "ZIP"),
    Field("phone", Holds.PHONE, "Telephone"),
    Field("fax", Holds.PHONE, "Fax"),
    Field("email", Holds.EMAIL, "E-mail"),
)

LISTS: Final[Mapping[str, ListKind]] = MappingProxyType(
    {
        "referrals": _kind(
            "referrals",
            (
                Need("the referral date", ("referral_date",)),
                Need("who referred", ("referrer_name", "referrer_npi", "referrer_practice")),
            ),
            Field("referral_date", Holds.PAST_DATE, "Referral date"),
            *_REFERRER,
            Field("referrer_practice", Holds.PRACTICE, "Their practice"),
            Field("referrer_kind", Holds.KIND, "Their kind"),
            *_PATIENT,
            _PATIENT_PHONE,
            Field("payer", Holds.PAYER, "Payer"),
            Field("condition", Holds.CONDITION, "Condition"),
            Field("clinic", Holds.CLINIC, "Our clinic"),
            Field("first_contact_date", Holds.PAST_DATE, "First contact"),
            Field("scheduled_date", Holds.COMING_DATE, "Scheduled for"),
            Field("scheduled_time", Holds.TIME, "At what time"),
            Field("evaluation_date", Holds.COMING_DATE, "Evaluation date"),
            Field("discharge_date", Holds.COMING_DATE, "Discharge date"),
            Field("visits_planned", Holds.COUNT, "Visits planned"),
            Field("visits_attended", Holds.COUNT, "Visits attended"),
            Field("visits_missed", Holds.COUNT, "Visits missed"),
            Field("visits_cancelled", Holds.COUNT, "Visits cancelled"),
            Field("next_physician_visit", Holds.COMING_DATE, "Next physician visit"),
            Field("status", Holds.STATUS, "Status"),
            Field("lost_reason", Holds.LOST_REASON, "Why lost"),
            Field("source_note", Holds.NOTE, "Note", private=True),
        ),
        "providers": _kind(
            "providers",
            (Need("the provider's name", ("name", "practice")),),
            Field("npi", Holds.NPI, "NPI"),
            Field("name", Holds.NAME, "Name"),
            Field("kind", Holds.KIND, "Kind"),
            Field("taxonomy", Holds.TAXONOMY, "Taxonomy code"),
            Field("practice", Holds.PRACTICE, "Practice"),
            *_PLACE,
        ),
        "patients": _kind(
            "patients",
            (Need("the patient's name or number", ("patient_name", "patient_id")),),
            *_PATIENT,
            Field("phone", Holds.PHONE, "Telephone", private=True),
        ),
        "visits": _kind(
            "visits",
            (
                Need("the visit date", ("visit_date",)),
                Need("the patient's number or name", ("patient_id", "patient_name")),
            ),
            Field("visit_date", Holds.COMING_DATE, "Visit date"),
            *_PATIENT,
            Field("outcome", Holds.VISIT_STATUS, "Attended, missed, cancelled or planned"),
            Field("visit_type", Holds.VISIT_TYPE, "Kind of visit"),
            Field("clinic", Holds.CLINIC, "Our clinic"),
            Field("referral_date", Holds.PAST_DATE, "Referral date"),
            Field("referrer_name", Holds.NAME, "Who referred"),
        ),
        "touches": _kind(
            "touches",
            (Need("the date", ("date",)), Need("whom it reached", ("referrer_name", "referrer_npi"))),
            Field("date", Holds.PAST_DATE, "Date"),
            *_REFERRER,
            Field("kind", Holds.TOUCH_KIND, "Kind"),
            Field("minutes", Holds.MINUTES, "Minutes"),
            Field("cost", Holds.MONEY, "Cost"),
            Field("campaign", Holds.TEXT, "Campaign"),
            Field("outcome", Holds.TEXT, "Outcome"),
            Field("note", Holds.NOTE, "Note", private=True),
        ),
    }
)


def list_kind(name: str) -> ListKind:
    """The kind of list of this name; a CallError names the kinds there are."""
    if name not in LISTS:
        raise CallError(f"There is no list of the kind '{name}'.", f"The kinds are {', '.join(LISTS)}.")
    return LISTS[name]
