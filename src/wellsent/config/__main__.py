"""`python -m wellsent.config` is the `wellsent` command, for the processes that start each other."""

from __future__ import annotations

import sys

from wellsent.config.cli import main

sys.exit(main())
