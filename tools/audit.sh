#!/bin/bash
# Asks an advisory service about every locked dependency. Where none can be reached it fails: silence proves nothing.
set -euo pipefail
requirements=$(mktemp)
trap 'rm -f "$requirements"' EXIT
.uv/bin/uv export --locked --no-dev --no-emit-project --format requirements-txt --quiet >"$requirements"
.uv/bin/uv tool run --from 'pip-audit>=2.9' pip-audit --require-hashes --disable-pip -r "$requirements"
