# Written by stubs/generate.py from the names of demijohn.wrappers: do not edit.
from demijohn.wrappers import Request as Request
from demijohn.wrappers import Response as Response
from demijohn.wrappers import current_app as current_app
