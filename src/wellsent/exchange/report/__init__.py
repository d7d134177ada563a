"""`wellsent report FILE`: who refers, who has gone quiet, what comes next, from a list, keeping nothing.

The same reading, identity, methods and weekly list as the pages use, without a database. No patient is named anywhere.
"""

from wellsent.exchange.report.as_json import as_json
from wellsent.exchange.report.build import build_report
from wellsent.exchange.report.terminal import as_text

__all__ = ["as_json", "as_text", "build_report"]
