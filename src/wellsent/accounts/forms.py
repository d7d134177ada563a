"""What people type about themselves, their colleagues and their practice."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from wellsent.accounts import passwords
from wellsent.accounts.models import Clinic, Closure, Organisation, Role
from wellsent.accounts.roles import ROLE_WORDS
from wellsent.base.states import STATES
from wellsent.ui.fields import Chosen, Day, Line, Lines, LongSelect

US_ZONES = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico"),
)
DAYS = tuple(zip("1234567", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))


def words(label: str, *, most: int = 120, **options: Any) -> forms.CharField:
    """A line of text."""
    return Line(label=label, max_length=most, **options)


def email() -> forms.EmailField:
    """An email address; Django's own limit is what mail itself allows (RFC 5321)."""
    widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    return forms.EmailField(label="Email", max_length=254, widget=widget)


class Password(forms.CharField):
    """A password as typed, in one form of Unicode: keyboards differ in how they write an accented letter."""

    def to_python(self, value: Any) -> str:
        return passwords.normal(super().to_python(value) or "")


def password(label: str, *, new: bool) -> forms.CharField:
    """A password as typed: nothing is trimmed."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    hint = f"At least {passwords.LEAST} characters; three or four unrelated words are good." if new else ""
    return Password(label=label, strip=False, max_length=passwords.LONGEST, widget=widget, help_text=hint)


@cache
def time_zones(*, blank: str = "") -> list[tuple[str, Any]]:
    """The zones of the United States first, then every other."""
    others = sorted(available_timezones() - {zone for zone, _ in US_ZONES})
    first: list[tuple[str, Any]] = [("", blank)] if blank else []
    return [*first, ("United States", US_ZONES), ("Elsewhere", [(zone, zone.replace("_", " ")) for zone in others])]


def outreach_hours() -> forms.DecimalField:
    """The hours the practice has for outreach, as the database bounds them."""
    return forms.DecimalField(
        label="Hours a week for outreach",
        min_value=0,
        max_value=400,
        decimal_places=1,
        initial=4,
        help_text="All people together. The weekly list never asks for more.",
    )


def state() -> forms.ChoiceField:
    """The state a clinic is in; it may stay unsaid."""
    return forms.ChoiceField(
        label="State",
        choices=[("", "Not said"), *STATES.items()],
        required=False,
        widget=LongSelect,
        help_text="Its law says what a therapist may do without an order.",
    )


class Worded(forms.BaseForm):
    """A form that asks for what is missing by its name: "Enter your name.", "Select the role."."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word()

    def word(self) -> None:
        """Set the words; called again by forms that add fields."""
        for field in self.fields.values():
            verb = "Select" if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)) else "Enter"
            label = f"{str(field.label)[:1].lower()}{str(field.label)[1:]}"
            field.error_messages["required"] = f"{verb} {'' if label.startswith('your') else 'the '}{label}."
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = f"Enter at most {field.max_length} characters."
            if isinstance(field, forms.IntegerField):  # decimal numbers are of this kind too
                bounds = f"Enter a number from {field.min_value} to {field.max_value}."
                field.error_messages.update(min_value=bounds, max_value=bounds, invalid=bounds)


class SetUpForm(Worded, forms.Form):
    name = words("Name of the practice", most=200)
    time_zone = forms.ChoiceField(label="Time zone", widget=LongSelect, choices=time_zones, initial="America/New_York")
    clinics = Lines(
        label="Clinics",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line. Hours of each can be changed later.",
    )
    state = state()
    opens_at = forms.TimeField(label="Open from", initial="08:00", widget=forms.TimeInput(attrs={"type": "time"}))
    closes_at = forms.TimeField(label="Open until", initial="17:00", widget=forms.TimeInput(attrs={"type": "time"}))
    outreach_hours_a_week = outreach_hours()
    owner_name = words("Your name")
    email = email()
    password = password("Password", new=True)
    everyone_second_factor = forms.BooleanField(
        label="Ask everyone for a second factor",
        required=False,
        initial=True,
        help_text="A code from a telephone, or a passkey. Best where patient data is kept.",
    )
    code = forms.CharField(
        label="Set-up code",
        max_length=40,
        help_text="It was printed where the server was started. It proves that this is your installation.",
    )

    def __init__(self, *args: Any, code_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not code_needed:
            del self.fields["code"]

    def clean_clinics(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["clinics"].splitlines() if line.strip()]
        for name in names:
            if len(name) > 120:
                raise ValidationError("A clinic's name may have 120 characters at most.")
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "Enter a time after the one at which it opens.")
        return data


class RecoveryKeyForm(Worded, forms.Form):
    key = forms.CharField(
        label="Recovery key",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="Seven groups of five. Capitals, blanks and dashes do not matter.",
    )


class JoinForm(Worded, forms.Form):
    name = words("Your name")
    password = password("Password", new=True)


class NewPasswordForm(Worded, forms.Form):
    password = password("New password", new=True)


class ForgotForm(Worded, forms.Form):
    email = email()


class OwnNameForm(Worded, forms.Form):
    name = words("Your name")


class OwnPasswordForm(Worded, forms.Form):
    current = password("Present password", new=False)
    new = password("New password", new=True)


class ReachForm(Worded, forms.Form):
    """What a person may see: role and clinics."""

    name = words("Name")
    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    all_clinics = forms.BooleanField(label="All clinics, also ones opened later", required=False)
    clinics = Chosen(
        label="Clinics", queryset=Clinic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, clinics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinics"].queryset = clinics  # type: ignore[attr-defined]  # it is a model field
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # it is a choice field
            (value, f"{label}: {ROLE_WORDS[value]}") for value, label in Role.choices
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("all_clinics") and not data.get("clinics"):
            self.add_error("clinics", "Select the clinics this person works for, or all of them.")
        return data


class InviteForm(ReachForm):
    email = email()
    field_order = ("name", "email", "role", "all_clinics", "clinics")


class PersonForm(ReachForm):
    chooses_gifts = forms.BooleanField(
        label="Chooses gifts",
        required=False,
        help_text="Whoever chooses gifts sees no referral volume, where the practice has two people or more.",
    )


class PracticeForm(Worded, forms.ModelForm[Organisation]):
    name = words("Name of the practice", most=200)
    time_zone = forms.ChoiceField(label="Time zone", widget=LongSelect, choices=time_zones)
    outreach_hours_a_week = outreach_hours()
    false_alarms_a_month = forms.DecimalField(
        label="False alarms a month",
        min_value=Decimal("0.01"),
        max_value=20,
        decimal_places=2,
        help_text="How many quiet sources a month may be chance. Fewer means later alarms.",
    )
    idle_minutes = forms.IntegerField(
        label="Sign off after idle minutes", min_value=1, max_value=720, help_text="A warning comes a minute before."
    )
    second_factor_roles = forms.MultipleChoiceField(
        label="Roles that need a second factor",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their people set one up at the next page they open.",
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "time_zone",
            "outreach_hours_a_week",
            "false_alarms_a_month",
            "idle_minutes",
            "second_factor_roles",
        )


class ClinicForm(Worded, forms.ModelForm[Clinic]):
    name = words("Name")
    time_zone = forms.ChoiceField(
        label="Time zone", widget=LongSelect, choices=lambda: time_zones(blank="The practice's"), required=False
    )
    state = state()
    open_days = forms.MultipleChoiceField(label="Open on", choices=DAYS, widget=forms.CheckboxSelectMultiple)
    keeps_holidays = forms.BooleanField(
        label="Closed on public holidays",
        required=False,
        initial=True,
        help_text="New Year's Day, Memorial Day, Independence Day, Labor Day, Thanksgiving, Christmas.",
    )
    first_contact_hours = forms.IntegerField(
        label="Promise: speak to a new patient within hours",
        min_value=1,
        max_value=200,
        initial=8,
        help_text="Hours in which the clinic is open. Eight are about one working day.",
    )
    evaluation_days = forms.IntegerField(
        label="Promise: evaluate within days",
        min_value=1,
        max_value=90,
        initial=5,
        help_text="Days on which the clinic is open, counted from the referral.",
    )

    closed_on = Day(label="Closed for good on", required=False)

    class Meta:
        model = Clinic
        fields = (
            "name",
            "time_zone",
            "state",
            "opens_at",
            "closes_at",
            "open_days",
            "keeps_holidays",
            "first_contact_hours",
            "evaluation_days",
            "closed_on",
        )
        labels = {"opens_at": "Open from", "closes_at": "Open until"}
        widgets = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}),
            "closes_at": forms.TimeInput(attrs={"type": "time"}),
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Clinic.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is a clinic of this name already. Enter another name.")
        return name

    def clean_open_days(self) -> str:
        return "".join(sorted(self.cleaned_data["open_days"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "Enter a time after the one at which it opens.")
        return data


class ClosureForm(Worded, forms.ModelForm[Closure]):
    first_day = Day(label="First day")
    last_day = Day(label="Last day")
    reason = words("Why", most=200, required=False)

    class Meta:
        model = Closure
        fields = ("first_day", "last_day", "clinic", "reason")
        help_texts = {"clinic": "Leave blank when the whole practice was closed."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinic = cast("forms.ModelChoiceField[Clinic]", self.fields["clinic"])
        clinic.empty_label = "The whole practice"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Enter a day that is not before the first.")
        return data
