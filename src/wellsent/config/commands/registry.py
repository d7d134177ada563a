"""`wellsent registry`: the national provider registry, kept locally: load it, who is near, all that is known of one."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellsent.config import environment
from wellsent.config.environment import home
from wellsent.config.output import Progress, add_json, say, warn, write_json

if TYPE_CHECKING:
    from wellsent.directory.registry import Registry

HELP = "the national provider registry, kept locally: load it, find who is near, show one provider"
EXAMPLE = "wellsent registry near --zip 30309 --miles 10 --kind podiatry"
WHERE = "What it says differently of your sources: the page Registry changes, /sources/registry/."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    load = actions.add_parser("load", help="read the files of CMS: zips, CSVs or folders", allow_abbrev=False)
    load.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a zip or CSV of CMS, or a folder of them")
    load.add_argument("--older", action="store_true", help="let an older month replace a newer one")
    load.add_argument("--fewer", action="store_true", help="let a file replace one that has far more rows")
    near = actions.add_parser("near", help="providers near a ZIP code, nearest first", allow_abbrev=False)
    near.add_argument("--zip", metavar="Z", required=True, help="five digits")
    near.add_argument("--miles", metavar="N", type=float, required=True, help="in a straight line")
    near.add_argument("--kind", metavar="K", action="append", default=[], help="only this kind; may be given again")
    near.add_argument("--limit", metavar="N", type=_count, help="show only the nearest N; the count is of all")
    show = actions.add_parser("show", help="all that is known of one provider", allow_abbrev=False)
    show.add_argument("npi", metavar="NPI", help="ten digits")
    status = actions.add_parser("status", help="what is loaded, of when, with which warnings", allow_abbrev=False)
    for part in (load, near, show, status):
        add_json(part)


def run(args: argparse.Namespace) -> int:
    from wellsent.directory.registry import registry_in

    folder = home() / "registry"
    if args.action == "load":
        return _load(args, folder)
    registry = registry_in(folder)
    return {"near": _near, "show": _show, "status": _status}[args.action](args, registry)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of providers; write 200")
    return int(text)


def _load(args: argparse.Namespace, folder: Path) -> int:
    from dataclasses import asdict

    from wellsent.directory.registry.loading import load

    progress = Progress("loading", 100)

    def tell(step: str, percent: int) -> None:
        progress.what = f"{step} (%)"
        progress(percent)

    try:
        today = date.today()  # noqa: DTZ011 - on the wall
        manifest = load(args.paths, folder, today=today, older=args.older, fewer=args.fewer, tell=tell)
    finally:
        progress.finish()
    for warning in manifest.warnings:
        warn(warning)
    if args.json:
        write_json(args.json, asdict(manifest))
    if args.json != "-":
        counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in manifest.counts.items())
        say(f"The registry as of {manifest.source_day} is in use: {counts}.")
        _say_what_changed()
    return 0


def _say_what_changed() -> None:
    """What the registry says differently of the practice's own sources, where there is a practice."""
    if not environment.has_database():
        return
    from wellsent.config.django_start import start_django

    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config import upgrade
    from wellsent.directory.corrections import presenters, queries

    if upgrade.is_pending():
        warn("It is not compared with the sources you know: run `wellsent upgrade` first.")
        return
    found = presenters.summary(queries.counts(shell_caller()))
    say(f"Of your sources: {found}." if found else "Of your sources nothing has changed.")
    if found:
        say(WHERE)


def _near(args: argparse.Namespace, registry: Registry) -> int:
    count, nearest = registry.near(args.zip, args.miles, args.kind, limit=args.limit)
    if args.json:
        miles = int(args.miles) if args.miles.is_integer() else args.miles
        providers = [
            {
                "npi": each.npi,
                "name": each.name,
                "kind": each.kind,
                "taxonomy": each.taxonomy,
                "miles": each.miles,
                "practice_address": each.practice_address,
                "phone": each.phone,
                "fax": each.fax,
                "since": each.since.isoformat() if each.since else None,
            }
            for each in nearest
        ]
        write_json(args.json, {"zip": args.zip, "miles": miles, "count": count, "providers": providers})
    if args.json != "-":
        for each in nearest:
            kind = each.kind or "no kind of ours"
            say(f"{each.miles:5.1f} mi  {each.npi}  {each.name} ({kind}), {each.practice_address}")
        say(f"{count:,} providers practise within {args.miles:g} miles of {args.zip}, in a straight line.")
    return 0


def _show(args: argparse.Namespace, registry: Registry) -> int:
    known = registry.show(args.npi)
    if args.json:
        write_json(args.json, known)
    if args.json != "-":
        for line in _words(known):
            say(line)
        for line in _words(known["replacement"]) if known["replacement"] else ():
            say(f"  {line}")
    return 0


def _status(args: argparse.Namespace, registry: Registry) -> int:
    from dataclasses import asdict

    status = registry.status()
    if args.json:
        write_json(args.json, asdict(status.manifest) if status.manifest else None)
    if args.json != "-":
        say(status.sentence)
        if status.manifest:
            say(WHERE)
        for warning in status.manifest.warnings if status.manifest else ():
            warn(warning)
    return 0 if status.manifest else 1


def _words(known: dict[str, Any]) -> list[str]:
    """One provider for people: a line for each thing known."""
    what = {True: " (organisation)", False: " (person)"}.get(known["is_organisation"], "")  # nobody is told of some
    lines = [f"{known['name'] or 'Without a name'}{what}, NPI {known['npi']}"]
    if not known["active"]:
        because = f" ({known['deactivated_because']})" if known["deactivated_because"] else ""
        lines.append(f"Deactivated on {known['deactivated_on']}{because}: do not write to or call on this NPI.")
    if known["replaced_by"]:
        lines.append(f"Replaced by NPI {known['replaced_by']}, which follows below where it is loaded.")
    lines += [f"Also called: {name}" for name in known["other_names"]]
    lines.append(f"Kind: {known['kind'] or 'none of ours'}")
    lines += [f"Taxonomy: {each['code']} {each['label'] or ''}".rstrip() for each in known["taxonomies"]]
    lines += [f"Licence: {licence}" for licence in known["licences"]]
    if known["practice_address"]:
        lines.append(f"Practises at: {known['practice_address']}")
    lines.append(f"Telephone: {known['phone'] or 'unknown'}; fax: {known['fax'] or 'unknown'} (unverified)")
    lines += [f"Also at: {each['address']}, {each['phone'] or 'no telephone'}" for each in known["locations"]]
    lines += [f"{each['type']}: {each['address']}" for each in known["endpoints"]]
    if known["parent"]:
        lines.append(f"Part of: {known['parent']}")
    if known["since"]:
        lines.append(f"NPI since {known['since']}, last changed {known['updated_on'] or 'never'}")
    ordering = known["medicare"]["ordering"]
    if ordering is not None:
        may = [name.replace("_", " ") for name, allowed in ordering.items() if allowed]
        lines.append(f"Medicare lets order and refer: {', '.join(may) or 'nothing'}")
    for each in known["medicare"]["opted_out"] or ():
        lines.append(f"Opted out of Medicare from {each['starts_on']} to {each['ends_on']}")
    lines += [
        f"Group: {each['name']} ({each['members'] or '?'} members), {each['address']}" for each in known["groups"]
    ]
    return lines
