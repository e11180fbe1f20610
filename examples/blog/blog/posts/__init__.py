"""Posts: lists, search, tags, a feed, and writing."""

from .views import posts

__all__ = ["posts"]
