"""The page of one source: its story on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import WellsentError
from wellsent.desk.standing_words import proportion, tier_words
from wellsent.directory import actions as directory_actions
from wellsent.directory import queries as directory
from wellsent.directory.queries import Profile
from wellsent.insights import queries as insights
from wellsent.insights.models import SourceStanding
from wellsent.outreach import queries as outreach
from wellsent.outreach.models import Touch
from wellsent.plan import queries as plan
from wellsent.plan.rules import Suggestion
from wellsent.referrals import queries as referrals
from wellsent.ui import charts, formats

STORY = timedelta(days=730)
TOUCHES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SourceView:
    """Everything the page says."""

    profile: Profile
    line: str
    standing: SourceStanding | None
    lead: str
    sentence: str
    tone: str
    tier: str
    story: SafeString | None
    story_rows: tuple[tuple[str, str, str], ...]
    became: tuple[tuple[str, str, str, str], ...]
    touches: tuple[Touch, ...]
    next_step: Suggestion | None


@needs("sources.see")
@require_GET
def source(request: CallerRequest, number: int) -> HttpResponse:
    """One source; the address of one merged into another leads to that one."""
    survivor = directory.survivor_of(request.caller, number)
    if survivor != number:
        return redirect("desk:source", survivor)
    profile = directory.profile(request.caller, number)
    if profile is None:
        raise Http404
    return render(request, "desk/source.html", {"view": _view(request.caller, profile)})


@needs("sources.change")
@require_POST
def decide(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """Set a tier by hand, retire, do not contact, and their opposites."""
    why, today = request.POST.get("why", ""), accounts.today(request.caller)
    try:
        if verb == "tier":
            tier = request.POST.get("tier", "")
            if tier:
                directory_actions.set_tier(provider=number, tier=tier, why=why, by=request.caller)
            else:
                directory_actions.clear_tier(provider=number, by=request.caller)
        elif verb == "retire":
            directory_actions.retire(provider=number, on=today, why=why, by=request.caller)
        elif verb == "bring-back":
            directory_actions.bring_back(provider=number, by=request.caller)
        elif verb == "do-not-contact":
            directory_actions.do_not_contact(provider=number, since=today, why=why, by=request.caller)
        else:
            directory_actions.contact_again(provider=number, why=why, by=request.caller)
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect("desk:source", number)
    messages.success(request, "Saved.")
    return redirect("desk:source", number)


VERBS = ("tier", "retire", "bring-back", "do-not-contact", "contact-again")


def _view(caller: Caller, profile: Profile) -> SourceView:
    number = profile.provider.pk
    standing = insights.standing_of(caller, number) if caller.may("volume.see") else None
    touches = list(outreach.touches(caller, number)[:200])
    today = accounts.today(caller)
    lead, sentence, tone = _standing_words(standing, touches, today)
    story, rows = _story(caller, number, touches, today) if standing else (None, ())
    return SourceView(
        profile=profile,
        line=_line(profile),
        standing=standing,
        lead=lead,
        sentence=sentence,
        tone=tone,
        tier=tier_words(standing) if standing else "",
        story=story,
        story_rows=rows,
        became=_became(caller, standing) if standing else (),
        touches=tuple(touches[:TOUCHES_SHOWN]),
        next_step=plan.next_step(caller, number),
    )


def _line(profile: Profile) -> str:
    """Kind, practice and NPI in one line."""
    practices = [one.practice.name for one in profile.affiliations if one.ended_on is None]
    parts = [profile.kind.label if profile.kind else "", ", ".join(practices[:2])]
    parts += [f"NPI {formats.npi(one)}" for one in profile.npis[:1]]
    return " · ".join(part for part in parts if part)


def _standing_words(standing: SourceStanding | None, touches: list[Touch], today: date) -> tuple[str, str, str]:
    """The standing in one sentence, with how it should be looked at."""
    contact = next((one.on for one in touches if one.real_contact), None)
    last = f"Last real contact {formats.ago(contact, today=today)}." if contact else "No real contact is recorded."
    if standing is None:
        return "", last, "plain"
    ahead = f"Expect {formats.span(standing.low, standing.high)} referrals in the next 90 days, 4 times in 5."
    if standing.alarm:
        since = date.fromisoformat(standing.quiet["since"])
        return f"Going quiet since {since:%B}.", f"{standing.quiet['sentence']} {last}", "due"
    if standing.state == "lapsed":
        return "Lapsed.", f"Nothing since {formats.day(standing.last_on)}, and almost surely gone. {last}", "plain"
    if standing.state == "new":
        return "New.", f"First referral {formats.ago(standing.first_on, today=today)}. {ahead} {last}", ""
    return "Active.", f"{ahead} Usually about {standing.monthly_rate:.1f} a month. {last}", ""


def _story(
    caller: Caller, number: int, touches: list[Touch], today: date
) -> tuple[SafeString | None, tuple[tuple[str, str, str], ...]]:
    """The chart of the last two years, and the same by quarter as a table."""
    first = today - STORY
    days = [line.received_on for line in referrals.for_source(caller, number) if line.received_on >= first]
    contacts = [one.on for one in touches if one.on >= first]
    line = [one for one in insights.rate_line(caller, number) if one.day >= first]
    chart = charts.story(
        first=first,
        last=today,
        events=days,
        contacts=contacts,
        rate=[charts.RatePoint(one.day, one.low, one.mean, one.high) for one in line],
        title="Referrals and contacts of the last two years, with the rate a month",
    )
    quarters = sorted({(day.year, (day.month - 1) // 3) for day in [*days, *contacts]})
    rows = tuple(
        (
            f"{date(year, quarter * 3 + 1, 1):%b}–{date(year, quarter * 3 + 3, 1):%b %Y}",
            str(sum((day.year, (day.month - 1) // 3) == (year, quarter) for day in days)),
            str(sum((day.year, (day.month - 1) // 3) == (year, quarter) for day in contacts)),
        )
        for year, quarter in quarters
    )
    return chart, rows


def _became(caller: Caller, standing: SourceStanding) -> tuple[tuple[str, str, str, str], ...]:
    """What became of their patients: theirs, the likely range, and the practice's own."""
    reading = insights.reading(caller)
    practice: dict[str, Any] = reading.practice if reading else {}
    rows = []
    for label, key in (("Came to evaluation", "conversion"), ("Finished their plan of care", "completion")):
        theirs, likely = proportion(getattr(standing, key))
        ours = practice.get(key, {})
        rows.append((label, theirs, likely, formats.percent(ours["expected"]) if ours.get("n") else "–"))
    return tuple(rows)
