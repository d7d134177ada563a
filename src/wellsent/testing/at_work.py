"""People at work in browsers of their own, through any of several web processes, some of which may die meanwhile.

What they do stands in THINGS: a new kind of work is one more function there, which notes on its Person what must be
found in the database afterwards.
"""

from __future__ import annotations

import html
import http.client
import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from wellsent.desk.this_week import GONE
from wellsent.testing.processes import PATIENCE, until

A_PRACTICE = """
import json, random
from datetime import timedelta
from django.test import Client
from wellsent.accounts import queries
from wellsent.accounts.caller import caller_of
from wellsent.accounts.models import Clinic, Role, User
from wellsent.insights import actions as insights
from wellsent.testing import factories, pages

owner = pages.an_owner()
today, draw = queries.today(caller_of(owner)), random.Random(7)
sources = [factories.a_provider() for _ in range({sources})]
for source in sources:
    for _ in range(8):
        factories.a_referral(source, received_on=today - timedelta(days=draw.randrange(60, 500)))
insights.refresh(as_of=today, by=caller_of(owner))
factories.a_profile(Clinic.objects.get())
targets = [factories.a_target().pk for _ in range({targets})]
people = []
for number in range({people}):
    user = User.objects.create_user(f"p{{number}}@northside.example", None, name=f"P{{number}}", role=Role.OWNER,
                                    all_clinics=True)
    browser = Client()
    browser.force_login(user)
    mine = [source.pk for source in sources][number::{people}]
    people.append([browser.cookies["sessionid"].value, mine, targets[number::{people}]])
print(json.dumps(people))
"""
"""Python that makes a practice in which `people` owners share `sources` sources, and `targets` whom nobody has reached
yet, and prints their sessions.
"""
KNOWS_EVERYBODY = "Jo Ellis"


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    text: str
    path: str


class Broken(AssertionError):  # noqa: N818 - reads as what happened
    """A page that nobody should see, or a write that was refused."""


@dataclass
class Browser:
    """One person's browser. When the process it talks to dies, it asks the next one again, as a person reloads."""

    addresses: Sequence[str]
    session: str
    at: int = 0
    failovers: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cookies["sessionid"] = self.session

    def get(self, path: str) -> Answer:
        """Open a page, wherever it leads. Raises Broken for anything but a page."""
        answer = self._ask("GET", path, b"", "")
        if answer.status != 200:
            raise Broken(f"{path}: {answer.status} {answer.text[:300]}")
        return answer

    def post(self, path: str, form: dict[str, str], file: tuple[str, bytes] | None = None) -> Answer:
        """Send a form. Raises Broken when it is refused."""
        if "csrftoken" not in self._cookies:
            self.get("/contacts/log/")
        body, kind = (
            (urlencode(form).encode(), "application/x-www-form-urlencoded") if file is None else _parts(form, file)
        )
        answer = self._ask("POST", path, body, kind)
        if answer.status != 200 or not answer.path:
            raise Broken(f"{path}: {answer.status} {answer.text[:300]}")
        return answer

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        for _ in range(10):
            status, headers, text = self._patiently(method, path, body, kind)
            if status not in {301, 302, 303}:
                return Answer(status, text, path)
            parts = urlsplit(headers["Location"])
            method, body, kind = "GET", b"", ""
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if path.startswith("/sign-in/"):
                raise Broken("signed off")
        raise Broken(f"{path} leads round in circles")

    def _patiently(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, http.client.HTTPMessage, str]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, body, kind)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
                self.at, self.failovers = (self.at + 1) % len(self.addresses), self.failovers + 1

    def _once(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection(urlsplit(self.addresses[self.at]).netloc, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self._cookies["csrftoken"]}
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers, text


def _parts(form: dict[str, str], file: tuple[str, bytes]) -> tuple[bytes, str]:
    """A form with a file, its last field after the file."""
    border = uuid.uuid4().hex
    name, content = file
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content,
        *(
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
            for key, value in form.items()
        ),
    ]
    return b"\r\n".join(parts) + f"\r\n--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"


@dataclass
class Person:
    """Somebody at work: their browser, their sources, and what they were told is stored."""

    browser: Browser
    sources: list[int]
    targets: list[int]
    draw: random.Random
    touches: list[str] = field(default_factory=list)
    referrals: dict[str, int] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    booked: set[int] = field(default_factory=set)
    answered: set[tuple[int, str]] = field(default_factory=set)
    ties: dict[int, str] = field(default_factory=dict)
    introductions: list[int] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)


def look_around(person: Person) -> None:
    """Read the pages one reads."""
    person.browser.get(
        person.draw.choice(
            [
                "/",
                "/sources/",
                "/insights/",
                "/contacts/",
                "/import/",
                "/referrals/",
                "/referrals/calls/",
                "/referrals/list/",
            ]
        )
    )
    person.browser.get(f"/sources/{person.draw.choice(person.sources)}/")


def log_a_contact(person: Person) -> None:
    """A visit or a call, by the form; a form that is sent again after its server died is still one contact."""
    once = _a_mark(person)
    day = _value("on", person.browser.get(_log(person, once)))
    form = {"once": once, "kind": "visit", "outcome": "met", "on": day, "note": "at the front desk"}
    person.browser.post(_log(person, once), form)
    person.touches.append(once)


def _log(person: Person, once: str) -> str:
    return f"/contacts/log/?{urlencode({'source': person.sources[0], 'once': once})}"


def record_a_referral(person: Person) -> None:
    """One told on the telephone, by the form; sent again after its server died, it is still one."""
    once, source = _a_mark(person), str(person.draw.choice(person.sources))
    path = f"/referrals/new/?{urlencode({'source': source, 'once': once})}"
    page = person.browser.get(path)
    form = {
        "source": source,
        "source_text": _value("source_text", page),
        "received_on": _value("received_on", page),
        "patient_name": f"Vera {once}",
        "phone": f"555{int(once, 16) % 10**7:07}",
    }
    there = person.browser.post(path, form).path
    person.referrals[once] = int(there.strip("/").rpartition("/")[2])


def call_a_patient(person: Person) -> None:
    """Nobody answers: one tap on a referral of one's own, if there is one; the same tap is one attempt."""
    if person.referrals:
        once, number = _a_mark(person), person.draw.choice(list(person.referrals.values()))
        person.browser.post(f"/referrals/{number}/attempt/", {"once": once, "outcome": "no answer"})
        person.attempts.append(once)


def book_an_evaluation(person: Person) -> None:
    """The way on of a referral of one's own that has no evaluation booked yet; booked twice it is booked once."""
    waiting = sorted(set(person.referrals.values()) - person.booked)
    if waiting:
        path = f"/referrals/{person.draw.choice(waiting)}/"
        page = person.browser.get(f"{path}move/?to=scheduled")
        day = _value("on", page)
        person.browser.post(f"{path}move/", {"to": "scheduled", "seen": "received", "on": day, "scheduled_for": day})
        person.booked.add(int(path.split("/")[2]))


def answer_a_line(person: Person) -> None:
    """Put off a line of the week that is about one of one's own sources, if there is one."""
    page = person.browser.get("/").text
    lines = re.findall(r'name="topic" value="([^"]+)">\s*<input type="hidden" name="source" value="(\d+)"', page)
    mine = [(html.unescape(topic), int(source)) for topic, source in lines if int(source) in person.sources]
    if mine:
        topic, source = person.draw.choice(mine)
        said = person.browser.post("/week/answer/", {"topic": topic, "source": str(source), "choice": "later"}).text
        if GONE not in said:  # what the import brought meanwhile may have changed the week
            person.answered.add((source, topic))


def note_a_tie(person: Person) -> None:
    """One of us knows a target of one's own, of whom nobody has said so yet."""
    if new := [target for target in person.targets if target not in person.ties]:
        once = _a_mark(person)
        form = {"who_text": KNOWS_EVERYBODY, "who": "new", "whose": f"provider:{new[0]}", "kind": "trained"}
        form |= {"strength": "2", "evidence": "Class of 2011", "once": once}
        person.browser.post(f"/sources/{new[0]}/ties/", form)
        person.ties[new[0]] = once


def ask_for_an_introduction(person: Person) -> None:
    """Whoever knows a target of one's own is asked for an introduction; asked twice it is asked once."""
    if new := [target for target in person.ties if target not in person.introductions]:
        form = {"whom": f"ours:{KNOWS_EVERYBODY}", "once": _a_mark(person), "then": "/contacts/"}
        person.browser.post(f"/introductions/to/{new[0]}/", form)
        person.introductions.append(new[0])


def accept_a_target(person: Person) -> None:
    """A target of one's own leaves the list of whom to reach; accepted twice it is accepted once."""
    if new := [target for target in person.targets if target not in person.accepted]:
        person.browser.post("/targets/decide/", {"key": f"k{new[0]}", "choice": "accepted"})
        person.accepted.append(new[0])


def _a_mark(person: Person) -> str:
    return uuid.UUID(int=person.draw.getrandbits(128)).hex


def _value(name: str, page: Answer) -> str:
    """What a field of the form on a page holds. Raises Broken where there is no such field."""
    for tag in re.findall(r"<input[^>]*>", page.text):
        if f'name="{name}"' in tag and (value := re.search(r'value="([^"]*)"', tag)):
            return html.unescape(value[1])
    raise Broken(f"{page.path} has no {name}")


THINGS: tuple[Callable[[Person], None], ...] = (
    look_around,
    log_a_contact,
    record_a_referral,
    call_a_patient,
    book_an_evaluation,
    answer_a_line,
    note_a_tie,
    ask_for_an_introduction,
    accept_a_target,
)


def work(people: Sequence[Person], rounds: int, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Everybody does everything so many times, all at once, in an order of their own, and once more when what happens
    `meanwhile` has happened, however long that took; raises what went wrong first.
    """
    started, happened = threading.Barrier(len(people) + 1), threading.Event()

    def everything(person: Person) -> None:
        for thing in person.draw.sample(THINGS, len(THINGS)):
            thing(person)

    def day(person: Person) -> None:
        started.wait()
        for _ in range(rounds):
            everything(person)
        while not happened.is_set():
            everything(person)
        everything(person)

    with ThreadPoolExecutor(len(people)) as pool:
        days = [pool.submit(day, person) for person in people]
        started.wait()
        try:
            meanwhile()
        finally:
            happened.set()
        for one in days:
            one.result()


def bring_in(browser: Browser, name: str, content: bytes, *, patience: float) -> int:
    """Upload a list of referrals, look at what would happen and press the button; returns the number of the import."""
    page = browser.post("/import/start/", {"kind": "referrals", "whole": "yes"}, (name, content))
    number = int(page.path.strip("/").rpartition("/")[2])
    until(lambda: "Import these rows" in browser.get(page.path).text, "the dry run is done", patience=patience)
    browser.post(f"/import/{number}/run/", {})
    return number
