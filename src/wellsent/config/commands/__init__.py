"""One module a command, each with HELP, EXAMPLE, add_arguments(parser) and run(args) -> int.

A module here imports nothing heavy at its top: Django and numpy come in inside `run`, so that every command's help and
every other command start at once.
"""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "authority": "wellsent.config.commands.authority",
    "backup": "wellsent.config.commands.backup",
    "check": "wellsent.config.commands.check",
    "dedupe": "wellsent.config.commands.dedupe",
    "demo": "wellsent.config.commands.demo",
    "import": "wellsent.config.commands.import_",
    "init": "wellsent.config.commands.init",
    "keys": "wellsent.config.commands.keys",
    "move-to": "wellsent.config.commands.move_to",
    "registry": "wellsent.config.commands.registry",
    "report": "wellsent.config.commands.report",
    "reset-link": "wellsent.config.commands.reset_link",
    "restore": "wellsent.config.commands.restore",
    "serve": "wellsent.config.commands.serve",
    "simulate": "wellsent.config.commands.simulate",
    "upgrade": "wellsent.config.commands.upgrade",
    "verify": "wellsent.config.commands.verify",
    "web": "wellsent.config.commands.web",
    "worker": "wellsent.config.commands.worker",
}
