"""What administrators do: look after accounts, export and import posts."""

from .views import admin

__all__ = ["admin"]
