"""Accounts: registering, logging in and out, and what one may change about oneself."""

from .views import auth

__all__ = ["auth"]
