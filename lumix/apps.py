from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from lumix import modes, networks


class LumixConfig(AppConfig):
    name = "lumix"

    def ready(self) -> None:
        """Tell every command, not the server alone, of a mode or a network that cannot be read."""
        from lumix.rollups.checks import rollups_are_kept  # noqa: PLC0415

        checks.register(mode_is_readable, checks.Tags.security)
        checks.register(rollups_are_kept, checks.Tags.database)


def mode_is_readable(**_: object) -> list[checks.CheckMessage]:
    """LUMIX_MODE is a known word and LUMIX_TRUSTED_NETS are networks."""
    try:
        modes.configured()
        networks.trusted_networks()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="lumix.E001")]
    return []
