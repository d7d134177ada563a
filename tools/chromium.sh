#!/bin/bash
# Makes sure that there is a Chromium for the browser tests.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" != 0 ]; then
    echo "The browser tests need Chromium. As root: apt-get install chromium" >&2
    exit 2
fi
echo "Installing Chromium for the browser tests ..."
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
