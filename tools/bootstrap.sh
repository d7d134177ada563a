#!/bin/bash
# Puts uv, which installs everything else, into .uv. Needs python3.11 or newer and nothing more.
set -euo pipefail
UV_VERSION=0.13.9

python=""
for name in python3.11 python3 python3.12 python3.13; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed. On Debian: apt-get install python3" >&2
    exit 2
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" != 0 ]; then
        echo "Python's venv module is missing. As root: apt-get install python3-venv" >&2
        exit 2
    fi
    echo "Installing python3-venv ..."
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi

echo "Fetching uv $UV_VERSION ..."
rm -rf .uv
"$python" -m venv .uv
.uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
