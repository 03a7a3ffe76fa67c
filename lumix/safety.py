"""What a server refuses to start with: settings that undo what its mode promises."""

from django.conf import settings
from django.core.checks.security.base import check_secret_key
from django.core.exceptions import ImproperlyConfigured

from lumix.ledger import keys
from lumix.networks import parsed_address, trusted_networks

_A_KEY = "make one by `openssl rand -base64 48`."


def refuse_unsafe_settings(*, closed: bool) -> None:
    """ImproperlyConfigured where the settings undo what the mode promises."""
    trusted_networks()
    if closed:
        if faults := [sentence for fault, sentence in _closed_faults() if fault]:
            raise ImproperlyConfigured(" ".join(faults))
        keys.signer()  # says itself where what is named is no key
    elif "*" in settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is *, which lets any web page reach open mode by a name of its own (DNS rebinding): "
            "name the hosts instead."
        )


def refuse_unix_sockets(bound: list[str]) -> None:
    """ImproperlyConfigured where open mode would listen on what has no addresses."""
    for address in bound:
        if parsed_address(address) is None:
            raise ImproperlyConfigured(
                f"Open mode cannot see who asks through {address}: listen on 127.0.0.1 instead of a unix socket."
            )


def _closed_faults() -> list[tuple[bool, str]]:
    named = settings.NAMED_HOSTS
    return [
        (not settings.SECRET_KEY_IS_NAMED, f"LUMIX_MODE=closed needs a SECRET_KEY in the environment; {_A_KEY}"),
        (bool(check_secret_key(None)), f"The SECRET_KEY is too short, or too few of its characters differ; {_A_KEY}"),
        (
            not keys.is_named(),
            "LUMIX_MODE=closed needs LUMIX_SIGNING_KEY or LUMIX_SIGNING_KEY_FILE, the key that signs the ledger's "
            "checkpoints: one made by itself would lie beside the database that it guards. Make one by `python "
            "manage.py make_signing_key`, and keep its public half elsewhere.",
        ),
        (settings.DEBUG, "LUMIX_MODE=closed and DEBUG=true exclude each other: error pages would show the settings."),
        (not named or "*" in named, "LUMIX_MODE=closed needs ALLOWED_HOSTS: the names of this server, and not *."),
    ]
