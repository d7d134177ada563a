"""What made-up patients come with: conditions (ICD-10-CM, of the US government, so free to use), payers, reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """One diagnosis: its ICD-10-CM code and how a front desk would say it."""

    code: str
    text: str


BACK = (
    Condition("M54.50", "Low back pain"),
    Condition("M54.2", "Neck pain"),
    Condition("M54.16", "Lumbar radiculopathy"),
    Condition("M48.061", "Lumbar spinal stenosis"),
)
JOINTS = (
    Condition("M25.561", "Right knee pain"),
    Condition("M25.512", "Left shoulder pain"),
    Condition("M17.11", "Osteoarthritis, right knee"),
    Condition("M16.12", "Osteoarthritis, left hip"),
    Condition("M75.101", "Rotator cuff tear"),
)
AFTER_SURGERY = (
    Condition("Z96.651", "Total knee replacement, right"),
    Condition("Z96.642", "Total hip replacement, left"),
    Condition("Z47.89", "Aftercare following orthopedic surgery"),
)
SPORT = (
    Condition("S83.511A", "ACL sprain, right knee"),
    Condition("S93.401A", "Ankle sprain"),
    Condition("M77.11", "Tennis elbow"),
)
FOOT = (
    Condition("M72.2", "Plantar fasciitis"),
    Condition("M76.61", "Achilles tendinitis"),
    Condition("M79.671", "Foot pain"),
)
NERVES = (
    Condition("R42", "Dizziness"),
    Condition("R26.89", "Gait abnormality"),
    Condition("I69.351", "Hemiplegia after stroke"),
    Condition("G62.9", "Polyneuropathy"),
)
HAND = (Condition("G56.01", "Carpal tunnel syndrome"), Condition("M65.4", "De Quervain tenosynovitis"))

CONDITIONS = {
    "primary-care": BACK + BACK + JOINTS + NERVES,
    "physician-assistant": JOINTS + AFTER_SURGERY,
    "orthopaedic-surgery": JOINTS + AFTER_SURGERY + AFTER_SURGERY + SPORT,
    "sports-medicine": SPORT + JOINTS,
    "podiatry": FOOT,
    "neurology": NERVES + BACK,
    "physiatry": BACK + NERVES,
    "pain-medicine": BACK,
    "rheumatology": JOINTS + HAND,
    "occupational-therapist": HAND + NERVES,
    "speech-language-pathologist": NERVES,
    "chiropractic": BACK,
}

# Payers with their weights; the companies are invented.
PAYERS = {
    "Medicare": 30.0,
    "Northfield Health PPO": 17.0,
    "Summit Mutual": 14.0,
    "Lakeshore Health Plan": 12.0,
    "Medicaid": 10.0,
    "Workers' Comp": 7.0,
    "Prairie Choice HMO": 6.0,
    "Self-pay": 4.0,
}

NEVER_SEEN = {
    "Could not reach": 30.0,
    "Went elsewhere": 20.0,
    "Insurance not accepted": 15.0,
    "Declined therapy": 15.0,
    "No-show": 12.0,
    "Cost": 8.0,
}
DROPPED_OUT = {"Stopped coming": 45.0, "Felt better": 20.0, "Cost": 15.0, "Moved away": 8.0, "Medical hold": 12.0}
