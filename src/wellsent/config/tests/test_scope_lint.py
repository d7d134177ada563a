"""House rules that the shape of the code can break, held by reading it: who asks stands first, who acts stands last."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import wellsent

ROOT = Path(wellsent.__file__).parent

# Queries that nobody asks: what for, and why no caller can be there.
WITHOUT_CALLER = {
    "accounts.queries.organisation": "asked before anybody has signed in, to know whether there is a practice at all",
    "accounts.queries.open_invitation": "the link itself is what allows it; whoever opens it has no account yet",
    "directory.registry.queries.registry_in": "what CMS publishes to everybody: nothing of the practice is in it",
    "accounts.queries.person_of_reset_link": "the link itself is what allows it; whoever opens it cannot sign in",
}
DOORS = ("views", "presenters", "jobs", "commands")  # they ask queries and actions, never the tables themselves


def modules(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module that is, or lies in, one of these (`views.py`, `views/people.py`), with its dotted name."""
    for file in sorted(ROOT.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if set(parts) & set(words) and not {"tests", "testing", "migrations"} & set(parts):
            yield ".".join(part for part in parts if part != "__init__"), ast.parse(file.read_text(encoding="utf-8"))


def public_functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def is_caller(argument: ast.arg | None) -> bool:
    return argument is not None and argument.annotation is not None and ast.unparse(argument.annotation) == "Caller"


def asks_first(function: ast.FunctionDef) -> bool:
    """Whether a query begins with `caller: Caller`."""
    first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
    return first is not None and first.arg == "caller" and is_caller(first)


def acts_last(function: ast.FunctionDef) -> bool:
    """Whether an action takes `by: Caller` by name, without a default."""
    named = dict(zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    return "by" in named and named["by"] is None and is_caller(_named(function, "by"))


def _named(function: ast.FunctionDef, name: str) -> ast.arg | None:
    return next((one for one in function.args.kwonlyargs if one.arg == name), None)


def touches_tables(module: ast.Module) -> list[int]:
    """The lines that reach for `.objects`."""
    return [node.lineno for node in ast.walk(module) if isinstance(node, ast.Attribute) and node.attr == "objects"]


def test_every_query_starts_from_the_caller() -> None:
    queries = [(f"{name}.{one.name}", one) for name, module in modules("queries") for one in public_functions(module)]
    assert [name for name, one in queries if not asks_first(one) and name not in WITHOUT_CALLER] == []


def test_every_action_says_by_whom() -> None:
    found = dict(modules("actions"))
    folders = {name: offered for name, module in found.items() if (offered := _offered(module))}
    actions = [
        (f"{name}.{one.name}", one)
        for name, module in found.items()
        for one in public_functions(module)
        if one.name in folders.get(name.rpartition(".")[0], {one.name})
    ]
    assert [name for name, one in actions if not acts_last(one)] == []


def _offered(module: ast.Module) -> set[str]:
    """What the `__init__` of a folder of actions offers; the rest of the folder is for its own use."""
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def test_no_door_reaches_for_the_tables() -> None:
    assert {name: lines for name, module in modules(*DOORS) if (lines := touches_tables(module))} == {}


def test_every_exception_is_still_needed() -> None:
    names = {f"{name}.{one.name}" for name, module in modules("queries") for one in public_functions(module)}
    assert set(WITHOUT_CALLER) <= names
    assert all(WITHOUT_CALLER.values())


def test_only_the_trail_itself_writes_audit_events() -> None:
    """And nobody changes or deletes them, in code any more than in the database."""
    writers = [
        name
        for name, module in modules(*(path.name for path in ROOT.iterdir() if path.is_dir()))
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and "create" in node.attr
        and ast.unparse(node).startswith("AuditEvent.objects.")
    ]
    assert sorted(set(writers)) == ["accounts.audit"]


@pytest.mark.parametrize(
    ("source", "good"),
    [
        ("def people(caller: Caller) -> None: ...", True),
        ("def people(caller: Caller, *, day: date) -> None: ...", True),
        ("def people(caller) -> None: ...", False),
        ("def people(day: date, caller: Caller) -> None: ...", False),
        ("def people() -> None: ...", False),
    ],
)
def test_the_lint_knows_a_query_that_starts_from_the_caller(source: str, good: bool) -> None:
    assert [asks_first(one) for one in public_functions(ast.parse(source))] == [good]


@pytest.mark.parametrize(
    ("source", "good"),
    [
        ("def retire(*, person: int, by: Caller) -> None: ...", True),
        ("def retire(*, person: int, by: Caller | None = None) -> None: ...", False),
        ("def retire(person: int, by: Caller) -> None: ...", False),
        ("def retire(*, person: int) -> None: ...", False),
    ],
)
def test_the_lint_knows_an_action_that_says_by_whom(source: str, good: bool) -> None:
    assert [acts_last(one) for one in public_functions(ast.parse(source))] == [good]


def test_the_lint_sees_tables_wherever_they_are_touched() -> None:
    assert touches_tables(ast.parse("def page(request):\n    return User.objects.all()")) == [2]
