# Written by stubs/generate.py from the names of demijohn.logging: do not edit.
from demijohn.logging import create_logger as create_logger
from demijohn.logging import default_handler as default_handler
from demijohn.logging import has_level_handler as has_level_handler
from demijohn.logging import wsgi_errors_stream as wsgi_errors_stream
