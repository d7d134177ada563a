#!/bin/bash
# The whole suite on SQLite, and all of it that touches a database on a real PostgreSQL too. Nothing may be skipped.
# Tests that share a costly fixture are one xdist group, so that one of the two workers makes it, once.
set -euo pipefail
tools/chromium.sh

echo "== the whole suite on SQLite"
env -u DATABASE_URL .venv/bin/pytest -n 2 --dist loadgroup --strict-skips "$@"
echo "== everything that touches the database on PostgreSQL"
.venv/bin/python -m tools.with_postgres .venv/bin/pytest -n 2 --dist loadgroup --strict-skips --on-database "$@"
