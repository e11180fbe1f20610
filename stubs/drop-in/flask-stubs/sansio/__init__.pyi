# Written by stubs/generate.py from the names of demijohn._sansio: do not edit.
from . import app as app
from . import blueprints as blueprints
from . import scaffold as scaffold
