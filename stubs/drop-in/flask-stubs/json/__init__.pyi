# Written by stubs/generate.py from the names of demijohn.json: do not edit.
from demijohn.json import dump as dump
from demijohn.json import dumps as dumps
from demijohn.json import jsonify as jsonify
from demijohn.json import load as load
from demijohn.json import loads as loads
