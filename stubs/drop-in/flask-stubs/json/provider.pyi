# Written by stubs/generate.py from the names of demijohn.json.provider: do not edit.
from demijohn.json.provider import DefaultJSONProvider as DefaultJSONProvider
from demijohn.json.provider import JSONProvider as JSONProvider
from demijohn.json.provider import _default as _default
