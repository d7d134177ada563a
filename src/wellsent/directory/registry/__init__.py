"""The national provider registry, kept locally as files: who exists, of which kind, how far away.

It reads what CMS publishes (the NPPES files and three of Medicare's) into Parquet and answers from there; it has no
models, needs no Django, and works before there is a practice. It never knows whom we know: nothing of ours is in it.
"""

from wellsent.directory.registry.queries import Near, Registry, Status, registry_in

__all__ = ["Near", "Registry", "Status", "registry_in"]
