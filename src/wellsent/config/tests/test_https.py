"""What changes when people come by https: cookies that never travel in the open, and browsers that remember it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ASK = """
import json, django
from django.conf import settings
django.setup()
from wellsent.accounts import known_browsers
print(json.dumps({
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, known_browsers.COOKIE],
    "secure": settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
    "hidden": settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY,
    "hsts": settings.SECURE_HSTS_SECONDS,
    "proxy": settings.SECURE_PROXY_SSL_HEADER,
    "script": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"][0],
    "inline": "unsafe" in str(settings.CONTENT_SECURITY_POLICY),
}))
"""


def settings_with(tmp_path: Path, **environment: str) -> dict[str, Any]:
    """What the settings are in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("WELLSENT_")}
    own |= {"WELLSENT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wellsent.config.settings", **environment}
    done = subprocess.run([sys.executable, "-c", ASK], env=own, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_by_https_cookies_are_bound_to_this_host_and_browsers_come_back_by_https(tmp_path: Path) -> None:
    found = settings_with(tmp_path, WELLSENT_HTTPS="yes", WELLSENT_BEHIND_PROXY="yes", WELLSENT_HOSTS="pt.example")
    assert found["cookies"] == ["__Host-sessionid", "__Host-csrftoken", "__Host-known"]
    assert found["secure"]
    assert found["hsts"] >= 31_536_000
    assert found["proxy"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_a_proxy_is_believed_only_when_there_is_one(tmp_path: Path) -> None:
    assert settings_with(tmp_path, WELLSENT_HTTPS="yes")["proxy"] is None
    assert settings_with(tmp_path)["hsts"] == 0


def test_either_way_scripts_see_no_cookie_and_none_stands_in_a_page(tmp_path: Path) -> None:
    found = settings_with(tmp_path)
    assert found["hidden"]
    assert found["script"] == "'self'"
    assert not found["inline"]
