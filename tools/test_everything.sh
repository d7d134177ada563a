#!/bin/bash
# The whole suite on SQLite, and all of it that touches a database on a real PostgreSQL too. Nothing may be skipped.
set -euo pipefail
tools/chromium.sh

echo "== the whole suite on SQLite"
env -u DATABASE_URL .venv/bin/pytest -n 2 --strict-skips "$@"
echo "== everything that touches the database on PostgreSQL"
.venv/bin/python -m tools.with_postgres .venv/bin/pytest -n 2 --strict-skips --on-database "$@"
