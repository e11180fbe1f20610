"""Decides where a blueprint lands when it is registered, and how one nests in another.

1. What the registration says counts before what the blueprint says; ``None`` says nothing, an empty text does.
2. A nested blueprint's prefix and name go after those of the blueprint around it, its subdomain goes before.
3. A scope is a blueprint's full name, its parts joined by dots; it is given away once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import attrs

from demijohn.core import problem
from demijohn.core.problem import Problem


@attrs.frozen
class Declared:
    """What a blueprint says about itself."""

    name: str
    url_prefix: str | None
    subdomain: str | None
    url_defaults: dict[str, object]


@attrs.frozen
class Mount:
    """Where a blueprint lands: ``scope`` is its full dotted name, made of ``name_prefix`` and ``name``."""

    name: str
    name_prefix: str
    scope: str
    url_prefix: str | None
    subdomain: str | None
    url_defaults: dict[str, object]


def mount(
    declared: Declared,
    options: dict[str, object],
    registered: dict[str, bool],
    first_place: str | None = None,
    place: str | None = None,
) -> Mount | Problem:
    """Find where a blueprint lands, or why it cannot.

    Args:
        declared: What the blueprint says.
        options: What the registration says.
        registered: The scopes given away, and for each whether it is this blueprint that has it.
        first_place: Where the scope was first registered, if known.
        place: Where it is registered now, if known.
    """
    found = land(declared, options)
    if found.scope not in registered:
        return found
    full_name = None if found.scope == found.name else found.scope
    if registered[found.scope]:
        return problem.BlueprintRepeated(found.name, full_name, first_place, place)
    return problem.BlueprintNameTaken(found.name, full_name, first_place, place)


def land(declared: Declared, options: dict[str, object]) -> Mount:
    """Find where a blueprint lands, whatever else is registered.

    Args:
        declared: What the blueprint says.
        options: What the registration says.
    """
    name = f"{options.get('name', declared.name)}"
    name_prefix = f"{options.get('name_prefix', '')}"
    return Mount(
        name=name,
        name_prefix=name_prefix,
        scope=full_name(name_prefix, name),
        url_prefix=_said(options, "url_prefix", declared.url_prefix),
        subdomain=_said(options, "subdomain", declared.subdomain),
        url_defaults=_merged_defaults(declared.url_defaults, options),
    )


def full_name(name_prefix: object, name: object) -> str:
    """Join the name of the blueprint around it, if there is one, and its own; each is written as in a format string."""
    return f"{name_prefix}.{name}".lstrip(".")


def is_first(registered: dict[str, bool]) -> bool:
    """Tell whether the blueprint is not registered yet under any name."""
    return True not in registered.values()


def nest(
    scope: str,
    url_prefix: str | None,
    subdomain: str | None,
    child: Declared,
    options: dict[str, object],
) -> dict[str, object]:
    """Give the options with which a nested blueprint is registered on the application.

    Args:
        scope: The full name of the blueprint around it.
        url_prefix: The prefix of the blueprint around it.
        subdomain: The subdomain of the blueprint around it.
        child: What the nested blueprint says.
        options: What its registration on the blueprint around it said.
    """
    nested = dict(options)
    joined_subdomain = _join_subdomains(subdomain, _said(options, "subdomain", child.subdomain))
    if joined_subdomain is not None:
        nested["subdomain"] = joined_subdomain
    joined_prefix = _join_prefixes(url_prefix, _said(options, "url_prefix", child.url_prefix))
    if joined_prefix is not None:
        nested["url_prefix"] = joined_prefix
    nested["name_prefix"] = scope
    return nested


def rule_path(url_prefix: str | None, rule: str) -> str:
    """Put a blueprint's prefix before a rule."""
    if url_prefix is None:
        return rule
    if not rule:
        return url_prefix
    return _join(url_prefix, rule)


def rule_defaults(inherited: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Merge the defaults of a rule into those of its blueprint."""
    return {**inherited, **own}


def endpoint(name_prefix: object, name: object, endpoint: object) -> str:
    """Put a blueprint's full name before an endpoint."""
    return full_name(full_name(name_prefix, name), endpoint)


def scope_key(scope: str, key: str | None) -> str:
    """Name the place in the application's tables for an entry of a blueprint's table."""
    return scope if key is None else f"{scope}.{key}"


def command_group(options: dict[str, object], declared: object, scope: str) -> str | None:
    """Name the group of a blueprint's commands, or ``None`` when they go among the application's own.

    Args:
        options: What the registration says.
        declared: What the blueprint says.
        scope: The blueprint's full name, after which the group is named when neither says anything.
    """
    chosen = options.get("cli_group", declared)
    # The shell types it as text or ``None``; anything else is a mark that says nothing.
    return chosen if chosen is None or isinstance(chosen, str) else scope


def check_name(name: str | None, import_name: str) -> Problem | None:
    """Refuse a blueprint's name that is empty or has a dot."""
    if not name:
        return problem.BlueprintNameEmpty(import_name)
    if "." in name:
        return problem.BlueprintNameDotted(name)
    return None


def check_endpoint(
    endpoint: str | None, view_name: str | None, blueprint: str, place: str | None = None
) -> Problem | None:
    """Refuse an endpoint or a view's name that has a dot.

    Args:
        endpoint: The endpoint, if one is given.
        view_name: The view function's name, if it has one.
        blueprint: The blueprint's name.
        place: Where the rule is registered, if known.
    """
    if endpoint and "." in endpoint:
        return problem.EndpointDotted(endpoint, blueprint, place)
    if view_name and "." in view_name:
        return problem.ViewNameDotted(view_name, blueprint, place)
    return None


def _said(options: dict[str, object], option: str, declared: str | None) -> str | None:
    # The shell types these options as text or None.
    given = cast("str | None", options.get(option))
    return declared if given is None else given


def _merged_defaults(declared: dict[str, object], options: dict[str, object]) -> dict[str, object]:
    merged = dict(declared)
    # The shell types this option as a mapping; like every dict, this one also takes pairs.
    merged.update(cast("Mapping[str, object]", options.get("url_defaults", ())))
    return merged


def _join_prefixes(outer: str | None, inner: str | None) -> str | None:
    if outer is None or inner is None:
        return outer if inner is None else inner
    return _join(outer, inner)


def _join_subdomains(outer: str | None, inner: str | None) -> str | None:
    if outer is None or inner is None:
        return outer if inner is None else inner
    return inner + "." + outer


def _join(outer: str, inner: str) -> str:
    return f"{outer.rstrip('/')}/{inner.lstrip('/')}"
