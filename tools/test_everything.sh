#!/bin/bash
# The whole suite on SQLite and then on a real PostgreSQL. Nothing may be skipped.
set -euo pipefail
tools/chromium.sh

echo "== the whole suite on SQLite"
env -u DATABASE_URL .venv/bin/pytest -n 2 --strict-skips "$@"
echo "== the whole suite on PostgreSQL"
.venv/bin/python -m tools.with_postgres .venv/bin/pytest -n 2 --strict-skips "$@"
