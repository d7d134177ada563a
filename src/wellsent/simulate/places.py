"""Where made-up practices stand and what they are called.

Streets, buildings and practices are invented. Towns and ZIP codes are real ones, so that distances can be computed;
telephone numbers are the 555-0100 to 555-0199 that are kept free for fiction.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A metropolitan area: its state, its area codes and some towns with a ZIP code each."""

    state: str
    area_codes: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


REGIONS = (
    Region(
        "GA",
        ("404", "678", "770"),
        (("Atlanta", "30309"), ("Decatur", "30030"), ("Marietta", "30060"), ("Roswell", "30075")),
    ),
    Region(
        "OH",
        ("614", "380", "740"),
        (("Columbus", "43215"), ("Dublin", "43017"), ("Westerville", "43081"), ("Hilliard", "43026")),
    ),
    Region(
        "AZ",
        ("602", "480", "623"),
        (("Phoenix", "85004"), ("Tempe", "85281"), ("Mesa", "85201"), ("Chandler", "85224"), ("Scottsdale", "85251")),
    ),
    Region(
        "WA",
        ("206", "425", "253"),
        (("Seattle", "98101"), ("Bellevue", "98004"), ("Renton", "98055"), ("Kent", "98032"), ("Kirkland", "98033")),
    ),
    Region(
        "CO",
        ("303", "720", "983"),
        (("Denver", "80202"), ("Aurora", "80012"), ("Lakewood", "80226"), ("Littleton", "80120"), ("Arvada", "80002")),
    ),
    Region(
        "NC",
        ("919", "984", "336"),
        (("Raleigh", "27601"), ("Durham", "27701"), ("Cary", "27511"), ("Apex", "27502"), ("Chapel Hill", "27514")),
    ),
)  # fmt: skip

STREETS = (
    "Alder Bend Road",
    "Brightwater Lane",
    "Copperfield Avenue",
    "Dunmore Street",
    "Elm Hollow Drive",
    "Foxglove Way",
    "Gristmill Road",
    "Hartwell Street",
    "Juniper Ridge Boulevard",
    "Kingfisher Court",
    "Larkspur Avenue",
    "Millrace Street",
    "Old Quarry Road",
    "Pemberton Avenue",
    "Sandpiper Drive",
    "Tallow Creek Parkway",
)

LANDMARKS = (
    "Alder Grove", "Ashbrook", "Bell Tower", "Birchwood", "Blue Heron", "Bridgewater", "Cedar Hill",
    "Chestnut Street", "Clearview", "Copper Ridge", "Crescent", "Dogwood", "Eastgate", "Elm Hollow", "Fairmont",
    "Fieldstone", "Foxglove", "Garden Street", "Glenhaven", "Granite Falls", "Harborview", "Hartwell", "Hawthorn",
    "Heritage", "Hillcrest", "Ironwood", "Juniper Ridge", "Kestrel", "Lakeside", "Larkspur", "Linden", "Magnolia",
    "Maple Street", "Meadowbrook", "Millrace", "Mulberry", "North Star", "Oak Harbor", "Old Quarry", "Orchard Park",
    "Pemberton", "Pinecrest", "Quail Run", "Redwood", "River Bend", "Rosewood", "Sandpiper", "Silver Creek",
    "South Fork", "Stonegate", "Summit", "Sunrise", "Sycamore", "Tallow Creek", "Thornbury", "Union Square",
    "Valley View", "Westbrook", "Willow Creek", "Windmill",
)  # fmt: skip

CLINICS = ("Northgate", "Riverside", "Mill Creek", "Old Town", "Eastlake", "Harbor Point", "Westfield", "Parkway")
OUR_NAMES = ("Stride", "Meridian", "True North", "Keystone", "Bluebird", "Cornerstone", "Momentum", "Evergreen")


@dataclass(frozen=True)
class Kind:
    """What a kind of source looks like: its slug, how common, what its practices are called and who works there."""

    slug: str
    taxonomy: str  # NUCC code of its usual clinician
    weight: float
    spellings: tuple[str, ...]  # as lists write it
    credentials: tuple[str, ...]
    practices: tuple[str, ...]
    assistant: tuple[str, str, tuple[str, ...]] | None = None  # kind, taxonomy and credentials of NPs or PAs there


NURSE = ("primary-care", "363LF0000X", ("NP", "FNP-C", "APRN"))
ASSISTANT = ("physician-assistant", "363A00000X", ("PA", "PA-C"))

KINDS = (
    Kind(
        "primary-care", "207Q00000X", 36, ("Primary Care", "Family Medicine", "PCP"), ("MD", "MD", "DO"),
        ("Family Medicine", "Primary Care Associates", "Internal Medicine", "Family Health Center"), NURSE,
    ),
    Kind(
        "orthopaedic-surgery", "207X00000X", 20, ("Orthopedic Surgery", "Orthopedics", "Ortho"), ("MD", "MD", "DO"),
        ("Orthopaedics", "Orthopedic Associates", "Bone and Joint Center"), ASSISTANT,
    ),
    Kind(
        "sports-medicine", "207QS0010X", 8, ("Sports Medicine", "Sports Med"), ("MD", "DO"),
        ("Sports Medicine", "Sports and Spine"), ASSISTANT,
    ),
    Kind(
        "podiatry", "213E00000X", 8, ("Podiatry", "Podiatrist", "Foot & Ankle"), ("DPM",),
        ("Foot and Ankle", "Podiatry Group"),
    ),
    Kind(
        "neurology", "2084N0400X", 7, ("Neurology", "Neurologist"), ("MD", "DO"),
        ("Neurology", "Neurology Associates"), ASSISTANT,
    ),
    Kind(
        "physiatry", "208100000X", 5, ("PM&R", "Physiatry"), ("MD", "DO"),
        ("Physical Medicine", "Spine and Rehab Physicians"),
    ),
    Kind(
        "pain-medicine", "208VP0014X", 5, ("Pain Management", "Pain Medicine"), ("MD", "DO"),
        ("Pain Management", "Interventional Pain Center"), ASSISTANT,
    ),
    Kind("rheumatology", "207RR0500X", 3, ("Rheumatology",), ("MD",), ("Rheumatology", "Arthritis Center")),
    Kind(
        "occupational-therapist", "225X00000X", 3, ("Occupational Therapy", "OT"), ("OTR/L", "OT"),
        ("Hand Therapy", "Occupational Therapy"),
    ),
    Kind(
        "speech-language-pathologist", "235Z00000X", 2, ("Speech Therapy", "SLP"), ("CCC-SLP",),
        ("Speech and Language Center",),
    ),
    Kind("chiropractic", "111N00000X", 3, ("Chiropractic", "Chiropractor"), ("DC",), ("Chiropractic", "Spinal Health")),
)  # fmt: skip
