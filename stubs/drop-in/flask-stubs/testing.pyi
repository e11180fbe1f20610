# Written by stubs/generate.py from the names of demijohn.testing: do not edit.
from demijohn.testing import EnvironBuilder as EnvironBuilder
from demijohn.testing import FlaskCliRunner as FlaskCliRunner
from demijohn.testing import FlaskClient as FlaskClient
from demijohn.testing import SessionMixin as SessionMixin
