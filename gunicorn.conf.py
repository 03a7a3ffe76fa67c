"""How gunicorn serves Lumix: `gunicorn lumix.wsgi`; GUNICORN_CMD_ARGS and the command line win over this file."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from socket import socket

    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

bind = "127.0.0.1:8000"  # gunicorn's own default turns to 0.0.0.0 when the environment holds a PORT
workers = 2
threads = 4  # a request that waits for the satellite service does not stop the pages
timeout = 120
forwarded_allow_ips = ""  # no header is believed for who asks or over which scheme, whoever sends it
control_socket_disable = True  # nothing outside the project's folders, no second way in


def when_ready(server: "Arbiter") -> None:
    """Refuse once and plainly, before any worker starts.

    In a child of its own: what the master has imported, a reload (HUP) would not take up anew.
    """
    child = os.fork()
    if child == 0:
        os._exit(0 if _admitted(server, server.LISTENERS) else server.WORKER_BOOT_ERROR)
    _, refused = os.waitpid(child, 0)
    if refused:
        sys.exit(server.WORKER_BOOT_ERROR)


def post_fork(server: "Arbiter", worker: "Worker") -> None:
    """Let the mode see this worker's sockets before the application loads; --reuse-port binds them only here."""
    if not _admitted(server, worker.sockets):
        sys.exit(server.WORKER_BOOT_ERROR)


def _admitted(server: "Arbiter", listeners: "Sequence[socket]") -> bool:
    """Ask the sockets and not the setting `bind`: systemd and reloads listen elsewhere than that says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    from lumix import modes  # noqa: PLC0415

    names = [listener.getsockname() for listener in listeners]
    try:
        modes.start(name[0] if isinstance(name, tuple) else f"unix:{name}" for name in names)
    except ImproperlyConfigured as refusal:
        server.log.error("%s", refusal)
        return False
    return True
