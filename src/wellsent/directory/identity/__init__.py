"""Who is the same as whom: the spellings of a list joined into sources, the doubtful ones put to a person.

`resolve` is the one door: mentions (distinct ways a list writes somebody) and known sources in, clusters and questions
out. It reads no database and keeps nothing; why it decides as it does: docs/decisions/0004-who-is-the-same.md.
"""

from wellsent.directory.identity.model import Cluster, Crowd, Decisions, Doubt, Known, Mention, Ref, Resolution
from wellsent.directory.identity.resolve import resolve

__all__ = ["Cluster", "Crowd", "Decisions", "Doubt", "Known", "Mention", "Ref", "Resolution", "resolve"]
