# Written by stubs/generate.py from the names of demijohn.views: do not edit.
from demijohn.views import F as F
from demijohn.views import MethodView as MethodView
from demijohn.views import P as P
from demijohn.views import View as View
from demijohn.views import http_method_funcs as http_method_funcs
