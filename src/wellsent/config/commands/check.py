"""`wellsent check`: is this installation fit to hold patient data."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from wellsent.config import output
from wellsent.config.django_start import start_django

HELP = "say whether this installation is fit to hold patient data: each finding with its remedy"
EXAMPLE = "wellsent check --json -"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    output.add_json(parser)


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.config import fitness

    found = fitness.findings()
    fit = not any(finding.level == fitness.ERROR for finding in found)
    if args.json:
        output.write_json(args.json, {"fit": fit, "findings": [asdict(finding) for finding in found]})
    if args.json != "-":
        for finding in found:
            output.say(f"{finding.level} {finding.id}: {finding.reason}\n  {finding.remedy}")
        output.say("Fit to hold patient data." if fit else "Not fit to hold patient data yet.")
    return 0 if fit else 1
