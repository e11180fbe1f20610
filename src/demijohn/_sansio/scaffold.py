"""Found as ``flask.sansio.scaffold``."""

from demijohn._paths import find_package
from demijohn.ctx import _unset as _sentinel
from demijohn.helpers import get_root_path
from demijohn.scaffold import (
    F,
    Scaffold,
    T_after_request,
    T_before_request,
    T_error_handler,
    T_route,
    T_teardown,
    T_template_context_processor,
    T_url_defaults,
    T_url_value_preprocessor,
    _endpoint_from_view_func,
    setupmethod,
)
from demijohn.templating import _default_template_ctx_processor

__all__ = [
    "F",
    "Scaffold",
    "T_after_request",
    "T_before_request",
    "T_error_handler",
    "T_route",
    "T_teardown",
    "T_template_context_processor",
    "T_url_defaults",
    "T_url_value_preprocessor",
    "_default_template_ctx_processor",
    "_endpoint_from_view_func",
    "_sentinel",
    "find_package",
    "get_root_path",
    "setupmethod",
]
