"""Addresses and networks: who sits on this machine, and whom LUMIX_TRUSTED_NETS lets in besides."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def trusted_networks() -> tuple[Network, ...]:
    """The networks of LUMIX_TRUSTED_NETS, whose members may use open mode besides this machine."""
    return _parsed(tuple(settings.LUMIX_TRUSTED_NETS))


@lru_cache(maxsize=8)
def _parsed(nets: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        networks = tuple(ipaddress.ip_network(net.strip()) for net in nets)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"LUMIX_TRUSTED_NETS: {error}. Write networks as 172.18.0.0/16, separated by commas."
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise ImproperlyConfigured("LUMIX_TRUSTED_NETS names the whole internet; name the networks that may use Lumix.")
    return networks


def parsed_address(text: str) -> Address | None:
    """The address a peer or a socket gives, an IPv4 address in IPv6 clothes undressed; None for what is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(text: str) -> bool:
    """Whether an address reaches this machine only."""
    address = parsed_address(text)
    return address is not None and address.is_loopback


def is_trusted(text: str) -> bool:
    """Whether an address lies in a trusted network."""
    address = parsed_address(text)
    return address is not None and any(address in network for network in trusted_networks())
