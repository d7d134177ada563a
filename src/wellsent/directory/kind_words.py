"""What lists call the kinds of provider: our own collection of words, abbreviations and credentials."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "ob-gyn-pelvic": "Ob-gyn and pelvic health",
    "emergency-urgent-care": "Emergency and urgent care",
    "hospital-discharge": "Hospital and discharge planning",
    "physiatry": "Physiatry",
}
"""How a kind is shown where its slug does not simply become words."""

BY_CREDENTIAL: Final = {
    "dpm": "podiatry",
    "dc": "chiropractic",
    "dds": "dentistry",
    "dmd": "dentistry",
    "od": "optometry",
    "np": "nurse-practitioner",
    "npc": "nurse-practitioner",
    "crnp": "nurse-practitioner",
    "arnp": "nurse-practitioner",
    "aprn": "nurse-practitioner",
    "acnp": "nurse-practitioner",
    "fnp": "primary-care",
    "fnpc": "primary-care",
    "fnpbc": "primary-care",
    "agnp": "primary-care",
    "pnp": "primary-care",
    "cpnp": "primary-care",
    "gnp": "primary-care",
    "pcp": "primary-care",
    "fp": "primary-care",
    "gp": "primary-care",
    "im": "primary-care",
    "fm": "primary-care",
    "peds": "primary-care",
    "pa": "physician-assistant",
    "pac": "physician-assistant",
    "cns": "clinical-nurse-specialist",
    "pt": "physical-therapist",
    "dpt": "physical-therapist",
    "mpt": "physical-therapist",
    "rpt": "physical-therapist",
    "pta": "physical-therapist",
    "ot": "occupational-therapist",
    "otr": "occupational-therapist",
    "otrl": "occupational-therapist",
    "ota": "occupational-therapist",
    "cota": "occupational-therapist",
    "otd": "occupational-therapist",
    "slp": "speech-language-pathologist",
    "cccslp": "speech-language-pathologist",
    "atc": "athletic-trainer",
    "lmt": "massage-therapist",
    "cmt": "massage-therapist",
    "cnm": "ob-gyn-pelvic",
    "obgyn": "ob-gyn-pelvic",
    "pmr": "physiatry",
    "pmandr": "physiatry",
    "ed": "emergency-urgent-care",
    "er": "emergency-urgent-care",
    "snf": "hospital-discharge",
    "hha": "home-health-agency",
    "omm": "osteopathic-manipulative-medicine",
    "omt": "osteopathic-manipulative-medicine",
    "emg": "electrodiagnostic-medicine",
}
"""Credentials and abbreviations that alone say the kind. MD and DO do not."""

BY_PHRASE: Final = (
    # Kinds named by their own profession first: "orthopedic physical therapist" is no surgeon.
    (r"physical therap|physio|phys ther|p t clinic", "physical-therapist"),
    (r"occupational therap|occ ther|hand therap", "occupational-therapist"),
    (r"speech|slp\b", "speech-language-pathologist"),
    (r"massage", "massage-therapist"),
    (r"athletic train", "athletic-trainer"),
    (r"chiro", "chiropractic"),
    (r"clinical nurse spec", "clinical-nurse-specialist"),
    (r"(?:family|primary|adult|geront\w*|pediatric) (?:health |care )?nurse pract", "primary-care"),
    (r"nurse pract|advanced practice|aprn\b|arnp\b|crnp\b|np\b", "nurse-practitioner"),
    (r"physicians? ass|pa c?\b", "physician-assistant"),
    (r"ortho\w* foot|foot and ankle.* ortho", "orthopaedic-surgery"),
    (r"podiat|foot (?:and )?ankle|foot (?:doctor|surg|care|clinic)", "podiatry"),
    (r"optomet", "optometry"),
    (r"dentist|dental|orthodont|endodont|periodont|prosthodont|oral (?:and )?(?:surg|max)|maxillofac", "dentistry"),
    # Then specialties, the special before the general.
    (r"sports? (?:med|doc|phys)|sports?$", "sports-medicine"),
    (r"hand (?:surg|and upper|upper)|surgery of the hand", "hand-surgery"),
    (r"neuro ?surg|neurological surg", "neurosurgery"),
    (r"pain\b", "pain-medicine"),
    (r"physiat|physical med|phys med|pm ?(?:and )?r\b|p m r\b|rehab\w* (?:med|phys)|spinal cord", "physiatry"),
    (r"orthop|ortho\b|orth surg|bone and joint|joint replace|spine surg|spinal surg", "orthopaedic-surgery"),
    (r"osteopathic manip|neuromusculoskeletal", "osteopathic-manipulative-medicine"),
    (r"emg\b|electrodiag|electromyog", "electrodiagnostic-medicine"),
    (r"neurol|neuro\b|neuro(?:crit|phys|dev|musc)|stroke|epilep", "neurology"),
    (r"rheum", "rheumatology"),
    (
        r"uro ?gyn|ob ?(?:and )?gyn|obstet|gyn|women ?s? health|pelvic|midwi|maternal|reproductive|family plan|ob\b",
        "ob-gyn-pelvic",
    ),
    (r"urolog|uro\b", "urology"),
    (
        r"occupational (?:\w+ )?(?:med|health)|occ ?(?:med|health)|work ?(?:med|health)|industrial med",
        "occupational-medicine",
    ),
    (r"home health|home care|visiting nurse", "home-health-agency"),
    (r"urgent|emergency|emerg\b|walk in|immediate care|er (?:doc|phys)", "emergency-urgent-care"),
    (
        r"hospital|discharge|skilled nurs|nursing home|social work|inpatient|acute rehab|peritoneal",
        "hospital-discharge",
    ),
    (r"(?:nurse )?case man|care (?:coord|manager)|nurse case", "case-manager"),
    (
        r"family|primary|general pract|general med|internal med|internist|intern med|int med|pediatrician|adult med"
        r"|pediatrics?(?: phys\w*)?$"
        r"|pediatric med|geriat|adolesc|community health|rural health|fqhc|federally qualified|fam (?:med|pr)|gen pract"
        r"|medicina (?:familiar|interna|general)|pediatria",
        "primary-care",
    ),
)
"""Phrases as they begin at a word, from the special to the general: the first that is found decides."""
