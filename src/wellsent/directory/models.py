"""Providers and practices, and what is known of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.directory.office.models import OfficePerson as OfficePerson  # Django looks for tables here
from wellsent.directory.office.models import OfficeSaid as OfficeSaid
from wellsent.directory.ties.models import Tie as Tie


class Kind(models.Model):
    """What sort of provider: the kinds of data/kinds.csv (written by `seed.py`), and those the practice adds.

    What people of a shipped kind hold follows from its codes; of an added one, the practice may say it.

    `message` and `conditions` are the practice's own words; blank and None mean those of `kind_messages.py`. A kind
    added here is retired, never deleted: providers may be of it.
    """

    slug = models.SlugField(max_length=60, primary_key=True)
    label = models.CharField(max_length=120)
    family = models.CharField(max_length=60, blank=True)
    added_here = models.BooleanField(default=False)
    credential_class = models.CharField(
        max_length=20, blank=True, help_text="what people of an added kind hold; blank: not said"
    )
    message = models.TextField(blank=True, help_text="what the practice can promise this kind")
    conditions = models.JSONField(null=True, blank=True, help_text="what it typically sends: words of CONDITIONS")
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["label"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(credential_class="") | Q(added_here=True), name="credential_said_of_added_kinds"
            ),
            models.CheckConstraint(condition=Q(retired_on__isnull=True) | Q(added_here=True), name="own_kinds_retire"),
        ]

    def __str__(self) -> str:
        return self.label


class KindCode(models.Model):
    """A NUCC taxonomy code, and the one kind it means."""

    code = models.CharField(max_length=10, primary_key=True)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="codes")
    label = models.CharField(max_length=200)
    credential_class = models.CharField(max_length=20, blank=True)


class Provider(models.Model):
    """A person or an organisation that refers, or could.

    A merged provider keeps its row and everything it ever had; `merged_into` names the survivor (never a merged one
    itself) and reads go through it, so that undoing a merge is exact.
    """

    class Entity(models.TextChoices):
        PERSON = "person", "Person"
        PRACTICE = "practice", "Practice"

    entity = models.CharField(max_length=8, choices=Entity.choices, default=Entity.PERSON)
    name = models.CharField(max_length=320, help_text="as shown: Ada Okafor, MD")
    sort_name = models.CharField(max_length=320, help_text="as listed: Okafor, Ada, MD")
    family = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=120, blank=True)
    middle = models.CharField(max_length=120, blank=True)
    suffix = models.CharField(max_length=20, blank=True)
    credentials = models.CharField(max_length=80, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, null=True, blank=True, related_name="providers")
    practice_as_written = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    cleared = models.JSONField(
        null=True,
        blank=True,
        help_text="decisions taken back for a survivor, by its number: without it they hold again",
    )
    retired_on = models.DateField(null=True, blank=True)
    retired_why = models.CharField(max_length=200, blank=True)
    do_not_contact_since = models.DateField(null=True, blank=True)
    do_not_contact_why = models.CharField(max_length=200, blank=True)
    tier_by_hand = models.CharField(max_length=1, blank=True)
    tier_why = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was last compared with the others; not since it changed: none"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["sort_name"]
        indexes: ClassVar = [
            models.Index(fields=["sort_name"]),
            models.Index(fields=["npi"]),
            models.Index(fields=["looked_at"], condition=Q(looked_at__isnull=True), name="provider_to_look_at"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(entity__in=["person", "practice"]), name="provider_entity_known"),
            models.CheckConstraint(condition=~Q(name=""), name="provider_has_a_name"),
            models.UniqueConstraint(fields=["npi"], condition=~Q(npi=""), name="npi_once"),
            models.CheckConstraint(condition=Q(npi="") | Q(npi__regex=r"^[12][0-9]{9}$"), name="npi_ten_digits"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="not_merged_into_itself"
            ),
            models.CheckConstraint(condition=Q(tier_by_hand__in=["", "A", "B", "C"]), name="tier_by_hand_known"),
            models.CheckConstraint(
                condition=Q(tier_by_hand="", tier_why="") | (~Q(tier_by_hand="") & ~Q(tier_why="")),
                name="tier_by_hand_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(do_not_contact_since__isnull=True, do_not_contact_why="")
                | (Q(do_not_contact_since__isnull=False) & ~Q(do_not_contact_why="")),
                name="do_not_contact_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True, retired_why="")
                | (Q(retired_on__isnull=False) & ~Q(retired_why="")),
                name="retired_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KnownName(models.Model):
    """Every way a provider's name has been written; each keeps finding them.

    `key` is what search looks in: the folded words of name and practice (`rules.search_key`), or for a practice's own
    name its normal form (`rules.practice_key`).
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="names", db_index=False)
    text = models.CharField(max_length=300)
    practice = models.CharField(max_length=300, blank=True, help_text="the practice written beside it")
    key = models.CharField(max_length=601, help_text="normal form, for finding")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "text", "practice"], name="name_spelling_once"),
        ]


class Affiliation(models.Model):
    """A person works at a practice, from one day to another."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="affiliations")
    practice = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="people")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(provider=F("practice")), name="affiliation_of_two"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["provider", "practice"], condition=Q(ended_on__isnull=True), name="one_open_affiliation"
            ),
        ]


class ContactPoint(models.Model):
    """A way to reach a provider: telephone, fax, e-mail or postal address."""

    class Channel(models.TextChoices):
        PHONE = "phone", "Telephone"
        FAX = "fax", "Fax"
        EMAIL = "email", "E-mail"
        ADDRESS = "address", "Address"

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="contact_points", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    value = models.CharField(max_length=300, help_text="normal form: +14045550148")
    shown = models.CharField(max_length=300, help_text="as people write it")
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["channel", "value"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=["phone", "fax", "email", "address"]), name="contact_channel_known"
            ),
            models.UniqueConstraint(fields=["provider", "channel", "value"], name="contact_point_once"),
        ]


class Merge(models.Model):
    """A person, or a sure rule, said that two rows are one provider. Undone, it stays as history."""

    survivor = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="merges_into_me")
    merged = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="merges_of_me")
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False), name="merge_undone_when_and_by"
            ),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
        ]


class SameQuestion(models.Model):
    """Two rows that may be one provider: put to a person, with the reason; the answer is kept and respected."""

    class Answer(models.TextChoices):
        OPEN = "open", "Not answered"
        SAME = "same", "The same"
        DIFFERENT = "different", "Different"
        SAME_OFFICE = "same-office", "Same office, other person"
        LATER = "later", "Ask me later"

    first = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="questions_as_first")
    second = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="questions_as_second")
    score = models.FloatField()
    why = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        ordering: ClassVar = ["-score", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_asked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_is_a_share"),
            models.CheckConstraint(
                condition=Q(answer__in=["open", "same", "different", "same-office", "later"]), name="answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at__isnull=True)
                | (~Q(answer="open") & Q(answered_at__isnull=False)),
                name="answer_has_its_time",
            ),
        ]


class RegistryReading(models.Model):
    """What a loaded registry says differently of those we know, worked out from one version of both.

    One row a registry: several machines that share a database have each loaded their own.
    """

    registry = models.CharField(max_length=60, unique=True, help_text="which loaded registry")
    facts = models.CharField(max_length=80, help_text="which version of the directory")
    changes = models.JSONField(help_text="each difference, as rules.Change writes itself")
    told = models.JSONField(help_text="the entries of the registry it rests on, and what they were asked for")


class RegistryAnswer(models.Model):
    """What a person said to one difference: taken over from the registry, or not so, which is not asked again."""

    class Answer(models.TextChoices):
        APPLIED = "applied", "Taken over"
        NOT_SO = "not-so", "Not so"

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="registry_answers")
    what = models.CharField(max_length=12, help_text="what differs: moved, renamed, partner, ...")
    value = models.CharField(max_length=320, help_text="what the registry says, in normal form")
    said = models.CharField(max_length=400, help_text="the difference in words, as it was shown")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    kept = models.JSONField(default=list, help_text="what was written, for taking it back")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer__in=["applied", "not-so"]), name="registry_answer_known"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False), name="registry_answer_undone_when_by"
            ),
            models.UniqueConstraint(
                fields=["provider", "what", "value"],
                condition=Q(answer="not-so", undone_at__isnull=True),
                name="not_so_once",
            ),
        ]


class Split(models.Model):
    """A person said that some facts under one provider are another's. Undone, it stays as history.

    `moved` lists what was moved in this room, and `handed` what other rooms moved on its behalf, so that each undoes
    exactly its own part; numbers only.
    """

    source = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="splits_from_me")
    other = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="splits_to_me")
    moved = models.JSONField(default=dict)
    handed = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("other")), name="split_of_two"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False), name="split_undone_when_and_by"
            ),
        ]
