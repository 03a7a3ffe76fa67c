"""Comings and goings in the log: a ledger of trust is no place for who came by, and a failed try changes nothing."""

from typing import Any

import structlog
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from lumix.accounts.lockout import client_address

log = structlog.get_logger(__name__)
UNKNOWN = "unknown"


def connect() -> None:
    """Have each told."""
    user_logged_in.connect(_logged_in)
    user_logged_out.connect(_logged_out)
    user_login_failed.connect(_failed)
    user_locked_out.connect(_locked)


def _logged_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    log.info("logged_in", account=user.get_username(), peer=_peer(request))


def _logged_out(*, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        log.info("logged_out", account=user.get_username(), peer=_peer(request))


def _failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    log.warning("log_in_failed", account=_known(credentials.get("username", "")), peer=_peer(request))


def _locked(*, request: HttpRequest, username: str, **_: Any) -> None:
    log.warning("account_locked", account=_known(username), peer=_peer(request))


def _known(name: str | None) -> str:
    """The name if an account has it: people type passwords into the wrong field."""
    if not name or "\0" in name:
        return UNKNOWN
    found: bool = get_user_model().objects.filter(username=name).exists()
    return name if found else UNKNOWN


def _peer(request: HttpRequest | None) -> str:
    return client_address(request) if request is not None else ""
