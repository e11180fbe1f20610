"""Comments on posts."""

from .views import comments

__all__ = ["comments"]
