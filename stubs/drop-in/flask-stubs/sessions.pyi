# Written by stubs/generate.py from the names of demijohn.sessions: do not edit.
from demijohn.sessions import NullSession as NullSession
from demijohn.sessions import SecureCookieSession as SecureCookieSession
from demijohn.sessions import SecureCookieSessionInterface as SecureCookieSessionInterface
from demijohn.sessions import SessionInterface as SessionInterface
from demijohn.sessions import SessionMixin as SessionMixin
from demijohn.sessions import session_json_serializer as session_json_serializer
