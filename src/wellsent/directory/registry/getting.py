"""How to get the files of the national registry, step by step: said here for commands, errors and pages."""

from __future__ import annotations

from typing import Final, NamedTuple


class Step(NamedTuple):
    """One step: what to do, and the command that does it, if one does."""

    text: str
    command: str = ""


STEPS: Final = (
    Step(
        "From the NPI Files page of CMS (download.cms.gov/nppes/NPI_Files.html) download the monthly NPPES file"
        " (NPPES Data Dissemination, Monthly, Version 2: one zip)."
    ),
    Step(
        "For partners, groups and the way in to a stranger, also download “Doctors and Clinicians”: the national file"
        " from data.cms.gov/provider-data. For who may order for Medicare’s patients, also “Order and Referring” and"
        " “Opt Out Affidavits” from data.cms.gov."
    ),
    Step("On the server, load all the files you have:", "wellsent registry load FILE.zip"),
    Step("Each week load the weekly update the same way, each month the new monthly file."),
)
MEDICARE: Final = Step(
    "Which of them may order for Medicare’s patients is not known. Download “Order and Referring” and “Opt Out"
    " Affidavits” from data.cms.gov and load them on the server:",
    "wellsent registry load FILE.csv",
)
HOW_TO_GET: Final = f"{STEPS[0].text} Then run `{STEPS[2].command}`. Everything else works without it."
