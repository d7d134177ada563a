"""Groups for counting: who pays, and which part of the body, from whatever a list's cells say.

The groupings are ours. ICD-10-CM codes are read by chapter and site (ICD-10-CM Tabular List, CDC/NCHS).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

MEDICARE, MEDICAID, COMMERCIAL = "medicare", "medicaid", "commercial"
WORKERS_COMP, AUTO, SELF_PAY, OTHER, NOT_STATED = "workers-comp", "auto", "self-pay", "other", "not stated"
PAYER_GROUPS: Final = (MEDICARE, MEDICAID, COMMERCIAL, WORKERS_COMP, AUTO, SELF_PAY, OTHER, NOT_STATED)

KNEE, SHOULDER, LOW_BACK, NECK, HIP = "knee", "shoulder", "low back", "neck", "hip"
FOOT, HAND, NEURO, PELVIC = "foot and ankle", "hand, wrist, elbow", "neuro, gait, balance", "pelvic"
CONDITION_GROUPS: Final = (KNEE, SHOULDER, LOW_BACK, NECK, HIP, FOOT, HAND, NEURO, PELVIC, OTHER, NOT_STATED)

_PAYERS: Final = (
    (
        WORKERS_COMP,
        r"work\w* comp\w*|w c\b|wc\b|workcomp|l and i\b|labor and indust|state fund|industrial|sedgwick|owcp",
    ),
    (AUTO, r"auto\b|automobile|mva\b|pip\b|no fault|motor vehicle|geico|state farm|progressive|allstate|lien\b"),
    (
        MEDICAID,
        r"medicaid|medi cal\b|mcd\b|molina|amerigroup|masshealth|ahcccs|badgercare|tenncare|soonercare|caresource"
        r"|chip\b|community plan\b(?!.*dual)",
    ),
    (  # and the names under which Medicare Advantage is sold that do not say so
        MEDICARE,
        r"medicare|mcr\b|railroad|rrb\b|medigap|part b\b|dual complete|d ?snp\b|ma ?pd\b|ma (?:ppo|hmo)\b|gold plus\b"
        r"|senior advantage|secure ?horizons|health ?spring\b",
    ),
    (SELF_PAY, r"self|cash|private pay|direct pay|uninsured|no insurance|out of pocket"),
    (
        COMMERCIAL,
        r"commercial|blue|bcbs\w*|bc bs|aetna|cigna|united|uhc\b|umr\b|humana|anthem|kaiser|oscar|ambetter|optum"
        r"|health ?net|highmark|regence|premera|wellmark|carefirst|florida blue|oxford|harvard pilgrim|tufts|geha"
        r"|meritain|medica\b|priority health|health ?partners|ppo\b|hmo\b|epo\b|private ins|employer",
    ),
)

_WORDS: Final = (
    (PELVIC, r"pelvic|incontinen|prolapse|postpartum|post partum|diastasis|pregnan|prostatect|vulv|vagin|bladder"),
    (
        NEURO,
        r"stroke|cva\b|hemip|gait|balance|dizz|vertigo|bppv|vestib|parkinson|neuropath|multiple scler|ms\b|concuss"
        r"|tbi\b|fall\b|falls\b|ataxia|spinal cord|guillain|deconditioning|weakness",
    ),
    (KNEE, r"knee|acl\b|mcl\b|pcl\b|menisc|patell\w*|tka\b|tkr\b|quadricep"),
    (SHOULDER, r"shoulder|rotator|rtc\b|rcr\b|frozen|adhesive caps|slap\b|bankart|clavic|tsa\b|rtsa\b|humer|subacrom"),
    (
        HAND,
        r"hand\b|wrist|elbow|carpal|thumb|finger|epicondyl|quervain|trigger f|colles|distal rad|dupuytren|cubital"
        r"|forearm",
    ),
    (FOOT, r"foot|feet|ankle|plantar|achilles|heel|toe\b|toes\b|bunion|hallux|metatars|calcan|shin splint"),
    (HIP, r"hip\b|hips\b|tha\b|thr\b|trochant|groin|acetab|fai\b|femur|femor|glute|hamstring"),
    (NECK, r"neck|cervic|whiplash|torticollis|acdf\b"),
    (LOW_BACK, r"back|lumb|lbp\b|sciatic|sacroil|si joint|sacr\w*|spine|spinal|disc\b|spondyl|coccyx|laminect"),
)

_JOINT_SITES: Final = {"1": SHOULDER, "2": HAND, "3": HAND, "4": HAND, "5": HIP, "6": KNEE, "7": FOOT}
_SPINE_SITES: Final = {"1": NECK, "2": NECK, "3": NECK, "6": LOW_BACK, "7": LOW_BACK, "8": LOW_BACK}
_CODES: Final = {
    prefix: group
    for group, prefixes in {
        KNEE: "M17 M22 M23 M704 M705 M765 S800 S810 S83 Z9665",
        SHOULDER: "M75 M7962 S4 Z9661",
        LOW_BACK: "M41 M461 M4806 M4807 M51 M533 M543 M544 M545 M6283 M9903 M9904 M9905 S32 S33 S34 S390 G570 Q76",
        NECK: "M436 M50 M530 M531 M542 M9901 S12 S13 S14 S16 G4486",
        HIP: "M16 M706 M707 M760 M761 M762 M763 M7965 M87 S7 Z9664",
        FOOT: "M201 M202 M203 M204 M205 M206 M214 M216 M722 M766 M767 M768 M773 M774 M775 M7967 S825 S826 S828 S860 S9"
        " G575 G576 Z9666",
        HAND: "M18 M200 M653 M654 M700 M701 M702 M703 M720 M770 M771 M772 M7963 M7964 S5 S6 G56 Z9662 Z9663",
        NEURO: "G1 G20 G21 G3 G60 G61 G62 G63 G64 G7 G8 H81 H82 H83 I6 M6281 R26 R27 R296 R42 R531 S06 F0781 Z9181",
        PELVIC: "M6208 N39 N50 N53 N81 N94 O R102 R32 R393 Z390",
        OTHER: "G89 S82 S86",
    }.items()
    for prefix in prefixes.split()
}
"""Beginnings of codes, the longest of which decides."""
_ICD10: Final = re.compile(r"\b([A-TV-Z][0-9][0-9A-B])(?:\.?([0-9A-Z]{1,4}))?\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def payer_group(text: str) -> str:
    """Who pays, as one of PAYER_GROUPS; a payer we do not know is "other", a blank "not stated".

    Medicare Advantage counts as Medicare, whoever sells it.
    """
    words = _plain(text)
    return _first(_PAYER_PATTERNS, words) if words else NOT_STATED


@lru_cache(maxsize=8192)
def condition_group(text: str) -> str:
    """The part of the body a condition (ICD-10-CM code or words) is about, as one of CONDITION_GROUPS."""
    code = _ICD10.search(text[:300])
    if code:
        group = _of_code((code[1] + (code[2] or "")).upper())
        if group:
            return group
    words = _plain(text)
    return _first(_WORD_PATTERNS, words) if words else NOT_STATED


def _of_code(code: str) -> str | None:
    """The longest entry a code begins with; else the site its fifth or sixth character names."""
    for length in range(min(5, len(code)), 0, -1):
        if code[:length] in _CODES:
            return _CODES[code[:length]]
    if code[:3] in {"M43", "M45", "M46", "M47", "M48", "M53", "M54"}:
        return _SPINE_SITES.get(code[5:6] if code[:3] in {"M47", "M53"} else code[4:5])
    if "M00" <= code[:3] <= "M25" or "M65" <= code[:3] <= "M67" or code[:3] in {"M71", "M84"}:
        return _JOINT_SITES.get(code[4:5])
    return None


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], words: str) -> str:
    return next((group for group, pattern in patterns if pattern.search(words)), OTHER)


def _plain(text: str) -> str:
    """Small words with single blanks: accents and punctuation gone."""
    folded = unicodedata.normalize("NFKD", text[:300].casefold().replace("&", " and "))
    return " ".join(
        re.findall(r"[a-z0-9]+", "".join(c for c in folded if not unicodedata.combining(c)).replace("'", ""))
    )


def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((group, re.compile(rf"\b(?:{pattern})")) for group, pattern in table)


_PAYER_PATTERNS: Final = _compiled(_PAYERS)
_WORD_PATTERNS: Final = _compiled(_WORDS)
