"""Found as ``flask.sansio.app``."""

from demijohn._setup import T_shell_context_processor, T_teardown
from demijohn._templates import (
    T_template_filter,
    T_template_global,
    T_template_test,
)
from demijohn.app import App
from demijohn.config import Config, ConfigAttribute
from demijohn.ctx import _AppCtxGlobals
from demijohn.helpers import get_debug_flag
from demijohn.json.provider import DefaultJSONProvider, JSONProvider
from demijohn.logging import create_logger
from demijohn.scaffold import (
    Scaffold,
    _endpoint_from_view_func,
    setupmethod,
)
from demijohn.templating import DispatchingJinjaLoader, Environment

from .scaffold import find_package

__all__ = [
    "App",
    "Config",
    "ConfigAttribute",
    "DefaultJSONProvider",
    "DispatchingJinjaLoader",
    "Environment",
    "JSONProvider",
    "Scaffold",
    "T_shell_context_processor",
    "T_teardown",
    "T_template_filter",
    "T_template_global",
    "T_template_test",
    "_AppCtxGlobals",
    "_endpoint_from_view_func",
    "create_logger",
    "find_package",
    "get_debug_flag",
    "setupmethod",
]
