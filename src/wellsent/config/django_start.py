"""Starting Django inside a command. Kept apart so that commands without it stay light."""

from __future__ import annotations

import os
from pathlib import Path

from wellsent.config import in_use


def start_django() -> None:
    """Read the settings and load the rooms. Raises SetupError for a setting that is wrong."""
    import django
    from django.conf import settings

    os.umask(0o077)  # what is written from here on is readable by this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellsent.config.settings")
    django.setup()
    in_use.join(Path(settings.WELLSENT_HOME))
