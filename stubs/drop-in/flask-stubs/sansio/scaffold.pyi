# Written by stubs/generate.py from the names of demijohn._sansio.scaffold: do not edit.
from demijohn._sansio.scaffold import F as F
from demijohn._sansio.scaffold import Scaffold as Scaffold
from demijohn._sansio.scaffold import T_after_request as T_after_request
from demijohn._sansio.scaffold import T_before_request as T_before_request
from demijohn._sansio.scaffold import T_error_handler as T_error_handler
from demijohn._sansio.scaffold import T_route as T_route
from demijohn._sansio.scaffold import T_teardown as T_teardown
from demijohn._sansio.scaffold import T_template_context_processor as T_template_context_processor
from demijohn._sansio.scaffold import T_url_defaults as T_url_defaults
from demijohn._sansio.scaffold import T_url_value_preprocessor as T_url_value_preprocessor
from demijohn._sansio.scaffold import _default_template_ctx_processor as _default_template_ctx_processor
from demijohn._sansio.scaffold import _endpoint_from_view_func as _endpoint_from_view_func
from demijohn._sansio.scaffold import _sentinel as _sentinel
from demijohn._sansio.scaffold import find_package as find_package
from demijohn._sansio.scaffold import get_root_path as get_root_path
from demijohn._sansio.scaffold import setupmethod as setupmethod
