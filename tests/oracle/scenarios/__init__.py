"""What is tried out with both packages, one module per area; importing this package collects every scenario."""

from __future__ import annotations

import importlib
import pkgutil

from .collect import SCENARIOS

for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")

__all__ = ["SCENARIOS"]
