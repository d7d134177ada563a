"""The settings under test: the real ones, in a home of their own, with cheap password hashes."""

from __future__ import annotations

import os
import tempfile

os.environ["WELLSENT_HOME"] = os.environ.get("WELLSENT_TEST_HOME") or tempfile.mkdtemp(prefix="wellsent-test-")
os.environ.setdefault("WELLSENT_MASTER_KEY", "a master key for tests alone")
os.environ.setdefault("WELLSENT_SECRET_KEY", "a secret key for tests alone, long enough to please the checks")

from wellsent.config.settings import *  # noqa: F403 - the environment above must stand first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_WORKS = True
INSTALLED_APPS = ["wellsent.testing", *INSTALLED_APPS]  # noqa: F405 - its `flush` empties the audit trail too
