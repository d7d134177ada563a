#!/bin/bash
# What `make test` does at small size, at full size: the kill run and many people at once (many_processes), and the
# backup rehearsal (copies); on SQLite, then on a real PostgreSQL. One of the two words does that one alone.
set -euo pipefail
files=()
for word in "${@:-many_processes copies}"; do
    for name in $word; do
        files+=("src/wellsent/config/tests/test_$name.py")
    done
done

echo "== on SQLite"
env -u DATABASE_URL .venv/bin/pytest -p no:xdist --full-size --strict-skips --durations=0 "${files[@]}"
echo "== on PostgreSQL"
.venv/bin/python -m tools.with_postgres .venv/bin/pytest -p no:xdist --full-size --strict-skips --durations=0 "${files[@]}"
