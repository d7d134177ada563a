"""Charts as inline SVG: drawn on the server, coloured by the stylesheet, told apart by shape as well as colour.

Pure functions from numbers to safe markup, for pages and for the report on paper alike. A picture is one image to
whoever cannot see it, named by its title; beside it stands the same as a table: `as_table`.
"""

from wellsent.ui.charts.bars import month_bars, share_bars
from wellsent.ui.charts.lines import sparkline
from wellsent.ui.charts.story import RatePoint, legend, story
from wellsent.ui.charts.svg import as_table

__all__ = ["RatePoint", "as_table", "legend", "month_bars", "share_bars", "sparkline", "story"]
