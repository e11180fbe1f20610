"""Werkzeug's Map and Rule, whose facts the core decides upon; converters and ``redirect_to`` callables run here."""

from __future__ import annotations

from .adapter import QueryArguments, RouteAdapter, Routed, refusal_of
from .bound import Arguments, BoundRule, converted
from .map import RouteMap, decoded, request_host

__all__ = [
    "Arguments",
    "BoundRule",
    "QueryArguments",
    "RouteAdapter",
    "RouteMap",
    "Routed",
    "converted",
    "decoded",
    "refusal_of",
    "request_host",
]
