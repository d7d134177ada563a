"""The organisation, its clinics, its people, their sessions and invitations, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from wellsent.accounts import rules
from wellsent.base.states import STATES


class Role(models.TextChoices):
    """The six roles; what each may do stands in `roles.py`."""

    OWNER = "owner", "Owner"
    LIAISON = "liaison", "Liaison"
    FRONT_DESK = "front-desk", "Front desk"
    CLINICIAN = "clinician", "Clinician"
    COMPLIANCE = "compliance", "Compliance officer"
    READ_ONLY = "read-only", "Read only"


class Organisation(models.Model):
    """The practice this installation belongs to: one row."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    outreach_hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, default=4)
    false_alarms_a_month = models.DecimalField(max_digits=4, decimal_places=2, default="0.5")
    second_factor_roles = models.JSONField(default=list, blank=True)
    idle_minutes = models.PositiveSmallIntegerField(default=30)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="one_organisation"),
            models.CheckConstraint(
                condition=Q(idle_minutes__gte=1, idle_minutes__lte=720), name="idle_minutes_bounded"
            ),
            models.CheckConstraint(
                condition=Q(outreach_hours_a_week__gte=0, outreach_hours_a_week__lte=400), name="outreach_hours_bounded"
            ),
            models.CheckConstraint(
                condition=Q(false_alarms_a_month__gt=0, false_alarms_a_month__lte=20), name="alarm_budget_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Clinic(models.Model):
    """One of our places. Who may see what is decided by clinic."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, blank=True, help_text="blank: the organisation's")
    state = models.CharField(max_length=2, blank=True, help_text="where its therapists practise; blank: not told yet")
    opens_at = models.TimeField(default="08:00")
    closes_at = models.TimeField(default="17:00")
    open_days = models.CharField(max_length=7, default="1234567"[:5], help_text="ISO weekdays, 1 is Monday")
    keeps_holidays = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)
    first_contact_hours = models.PositiveSmallIntegerField(
        default=8, help_text="promise: working hours until a referred patient is spoken to"
    )
    evaluation_days = models.PositiveSmallIntegerField(
        default=5, help_text="promise: working days until a referred patient is evaluated"
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="clinic_name_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="clinic_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(first_contact_hours__gte=1, first_contact_hours__lte=200), name="first_contact_bounded"
            ),
            models.CheckConstraint(
                condition=Q(evaluation_days__gte=1, evaluation_days__lte=90), name="evaluation_bounded"
            ),
            models.CheckConstraint(condition=Q(state="") | Q(state__in=sorted(STATES)), name="clinic_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def has_closed(self, *, by: date) -> bool:
        """Whether it has closed for good by a day."""
        return self.closed_on is not None and self.closed_on <= by


class Closure(models.Model):
    """Days on which the practice, or one clinic, was closed: no source is quiet because of them."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, null=True, blank=True, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["first_day"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="closure_ends_after_start"),
        ]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. One account per person; nobody shares one (45 CFR 164.312(a)(2)(i))."""

    email = models.EmailField(unique=True)  # always lower case: one address, one account
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices)
    all_clinics = models.BooleanField(default=False)
    clinics = models.ManyToManyField(Clinic, blank=True, related_name="people")
    chooses_gifts = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    sessions_valid_from = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects = UserManager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be. The columns repeat its data, so that sessions can be listed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from wellsent.accounts.sessions import SessionStore  # the store imports this model

        return SessionStore


class CacheEntry(models.Model):
    """Django's cache: what all web processes must know for a while, such as attempts to sign in and codes used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"


class Invitation(models.Model):
    """A link that lets one person in. Only its hash is kept; it works once, until it expires."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices)
    all_clinics = models.BooleanField(default=False)
    clinics = models.ManyToManyField(Clinic, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations_made")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-invited_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_when_and_by",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
        ]

    def state(self, now: datetime) -> str:
        """ "open", "accepted", "withdrawn" or "expired"."""
        return rules.invitation_state(
            expires_at=self.expires_at, accepted_at=self.accepted_at, withdrawn_at=self.withdrawn_at, now=now
        )


class AuditEvent(models.Model):
    """Who did what to which records, when and why (45 CFR 164.312(b)). Never the values of patient fields.

    Written by `audit.record` alone; the database refuses every change and deletion. An import names ten thousand
    patients: the trail's page reads the first of them and how many there are, and leaves the others where they are.
    """

    SHOWN = 12

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=160)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, blank=True)
    references = models.JSONField(default=list)
    first_references = models.JSONField(default=list)
    reference_count = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["verb", "at"]), models.Index(fields=["subject", "at"])]


class SavedView(models.Model):
    """A list as somebody wants to see it again: the question its address asks, under a name.

    What the list no longer knows of it (a column, a filter), or does not show to whoever opens it, is left out of
    account by the list. Removed, it stays until it is brought back or forgotten.
    """

    list_key = models.SlugField(max_length=40, db_index=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = [Lower("name"), "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["list_key"], condition=Q(is_shared=True, removed_at__isnull=True), name="shared_views_of_list"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "owner", "list_key", Lower("name"), condition=Q(removed_at__isnull=True), name="view_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
            models.CheckConstraint(condition=~Q(list_key=""), name="view_of_a_list"),
        ]

    def __str__(self) -> str:
        return self.name


class BulkDone(models.Model):
    """One thing somebody did to many rows at once, kept for a day: so that it is done once however often it is sent,
    and can be taken back. `kept` is what its undoing needs, never a patient's value.
    """

    list_key = models.SlugField(max_length=40, db_index=False)
    bulk_key = models.SlugField(max_length=40, db_index=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    once = models.UUIDField(unique=True, help_text="made by the form that sent it")
    done = models.JSONField(default=list)
    refused = models.JSONField(default=list, help_text="pairs: the number of a row, and why it was left as it is")
    kept = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
