"""The national provider registry, kept locally as files: who exists, of which kind, how far away.

It reads what CMS publishes (the NPPES files and three of Medicare's) into Parquet and answers from there; it has no
models, needs no Django, and works before there is a practice. It never knows whom we know: nothing of ours is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wellsent.directory.registry.near import Near
    from wellsent.directory.registry.queries import Registry, Status, registry_in

__all__ = ["Near", "Registry", "Status", "registry_in"]


def __getattr__(name: str) -> Any:
    """What asks the registry comes with DuckDB and numpy: only once somebody asks, so that a web server that never
    does stays small.
    """
    if name not in __all__:
        raise AttributeError(name)
    from wellsent.directory.registry import queries

    return getattr(queries, name)
