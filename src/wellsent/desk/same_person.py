"""Are these the same? One question at a time, one key an answer, and the last one can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.middleware import CallerRequest
from wellsent.desk.both_signed import both_signed_on, doubt
from wellsent.directory import actions, queries
from wellsent.directory.models import Provider, SameQuestion
from wellsent.insights import queries as insights
from wellsent.insights.models import SourceStanding
from wellsent.ui import formats

SURE, LIKELY = 0.9, 0.6
CHANNELS = (("phone", "Telephone"), ("fax", "Fax"), ("email", "E-mail"), ("address", "Address"))


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, fact by fact; what differs from the other is marked."""

    title: str
    facts: tuple[tuple[str, SafeString], ...]


@needs("sources.change")
@require_GET
def review(request: CallerRequest) -> HttpResponse:
    """The next question, or that there is none."""
    questions = queries.open_questions(request.caller)
    left = questions.count()
    question = questions.first()
    context = {
        "question": question,
        "left": left,
        "sides": _sides(request.caller, question) if question else (),
        "verdict": _verdict(question.score) if question else "",
        "doubt": _doubt(request.caller, question) if question else "",
        "last": queries.last_answered(request.caller),
    }
    return render(request, "desk/same_person.html", context)


@needs("sources.change")
@require_POST
def answer(request: CallerRequest, number: int) -> HttpResponse:
    """Keep the answer and show the next question."""
    said = request.POST.get("answer", "")
    question = queries.question(request.caller, number)
    signed = both_signed_on(request.caller, question.first, question.second_id) if question else []
    actions.answer_same_question(
        question=number, answer=said, both_signed=bool(signed), although="although" in request.POST, by=request.caller
    )
    return redirect("desk:same-person")


@needs("sources.change")
@require_POST
def undo(request: CallerRequest, number: int) -> HttpResponse:
    """Open a question again; a merge it made is undone."""
    actions.take_back_answer(question=number, by=request.caller)
    messages.info(request, "Taken back: here it is again.")
    return redirect("desk:same-person")


def _doubt(caller: Caller, question: SameQuestion) -> str:
    return doubt(caller, both_signed_on(caller, question.first, question.second_id))


def _verdict(score: float) -> str:
    if score >= SURE:
        return "Very likely the same."
    return "Probably the same." if score >= LIKELY else "Perhaps the same."


def _sides(caller: Caller, question: SameQuestion) -> tuple[Side, Side]:
    known = queries.profiles(caller, [question.first_id, question.second_id])
    survivors = [one.provider.pk for one in known.values()]
    standings = insights.standings_of(caller, survivors) if caller.may(insights.SEES_VOLUME) else None
    first, second = (_facts(one, known.get(one.pk), standings) for one in (question.first, question.second))
    return (
        Side(f"Known since {question.first.created_at:%B %Y}", _marked(first, second)),
        Side(f"Known since {question.second.created_at:%B %Y}", _marked(second, first)),
    )


def _facts(
    provider: Provider, profile: queries.Profile | None, standings: Mapping[int, SourceStanding] | None
) -> dict[str, str]:
    """Everything known of one, in words; what they sent only for who sees volume."""
    if profile is None:
        return {"Name": provider.name}
    practices = [one.practice.name for one in profile.affiliations if one.ended_on is None]
    facts = {
        "Name": profile.provider.name,
        "Also written": ", ".join(name for name in profile.names if name != profile.provider.name),
        "Practice": ", ".join(practices) or profile.provider.practice_as_written,
        "Kind": profile.kind.label if profile.kind else "",
        "NPI": ", ".join(formats.npi(one) for one in profile.npis),
    }
    for channel, label in CHANNELS:
        facts[label] = ", ".join(one.shown for one in profile.contact_points if one.channel == channel)
    if standings is not None:
        facts["Referred"] = _referred(standings.get(profile.provider.pk))
    return facts


def _referred(standing: SourceStanding | None) -> str:
    if standing is None:
        return "nobody yet"
    return f"{formats.count(standing.referrals, 'patient')}, last {formats.day(standing.last_on)}"


def _marked(mine: dict[str, str], theirs: dict[str, str]) -> tuple[tuple[str, SafeString], ...]:
    """The facts with the differing ones marked, but for those that always differ."""
    rows = []
    for label, value in mine.items():
        other = theirs.get(label, "")
        if not value and not other:
            continue
        differs = value != other and label not in {"Referred", "Also written"}
        template = "<mark>{}</mark>" if differs else "{}"
        rows.append((label, format_html(template, value or "none")))
    return tuple(rows)
