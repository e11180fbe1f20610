"""The workloads once more, as plain applications of other packages, each as its own documentation would write it.

A package is left out of a workload for which it has nothing of its own: Falcon has no sessions, templates or URLs of
endpoints. Where it has no secret key, `hello_key` is its `hello`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from typing import TypeAlias

    from _typeshed.wsgi import WSGIApplication

    Makers: TypeAlias = dict[str, Callable[[], WSGIApplication]]


class Peer(NamedTuple):
    """Another package: what it is called, its module here, and the distribution that brings it."""

    title: str
    module: str
    distribution: str

    def installed(self) -> bool:
        """Tell whether it is there to be measured."""
        return any(distributions(name=self.distribution))


PEERS: Final = {
    "falcon": Peer("Falcon", "benchmarks.peers.on_falcon", "falcon"),
    "bottle": Peer("Bottle", "benchmarks.peers.on_bottle", "bottle"),
    "wheezy": Peer("wheezy.web", "benchmarks.peers.on_wheezy", "wheezy.web"),
    "pyramid": Peer("Pyramid", "benchmarks.peers.on_pyramid", "pyramid"),
    "django": Peer("Django", "benchmarks.peers.on_django", "django"),
}


class PeerMissingError(SystemExit):
    """A peer that was asked for is not installed; the text says what to do."""


def makers(name: str) -> Makers:
    """Import a peer's applications.

    Raises:
        PeerMissingError: If it cannot be imported.
    """
    peer = PEERS[name]
    try:
        module = import_module(peer.module)
    except ImportError as error:
        raise PeerMissingError(
            f"{peer.title} was to be measured, and cannot be imported: {error}.\n"
            "  do: install the peers with `pip install --group bench`, or leave it out of --peers."
        ) from error
    found: Makers = module.MAKERS
    return found
