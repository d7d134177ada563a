"""How fast, how big, how right: `make bench` and `make figures`."""

import wellsent  # noqa: F401 - first of all: it sets how many threads numpy uses, before numpy loads
