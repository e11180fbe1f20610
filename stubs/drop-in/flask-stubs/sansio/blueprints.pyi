# Written by stubs/generate.py from the names of demijohn._sansio.blueprints: do not edit.
from demijohn._sansio.blueprints import Blueprint as Blueprint
from demijohn._sansio.blueprints import BlueprintSetupState as BlueprintSetupState
from demijohn._sansio.blueprints import DeferredSetupFunction as DeferredSetupFunction
from demijohn._sansio.blueprints import Scaffold as Scaffold
from demijohn._sansio.blueprints import T_after_request as T_after_request
from demijohn._sansio.blueprints import T_before_request as T_before_request
from demijohn._sansio.blueprints import T_error_handler as T_error_handler
from demijohn._sansio.blueprints import T_teardown as T_teardown
from demijohn._sansio.blueprints import T_template_context_processor as T_template_context_processor
from demijohn._sansio.blueprints import T_template_filter as T_template_filter
from demijohn._sansio.blueprints import T_template_global as T_template_global
from demijohn._sansio.blueprints import T_template_test as T_template_test
from demijohn._sansio.blueprints import T_url_defaults as T_url_defaults
from demijohn._sansio.blueprints import T_url_value_preprocessor as T_url_value_preprocessor
from demijohn._sansio.blueprints import _endpoint_from_view_func as _endpoint_from_view_func
from demijohn._sansio.blueprints import _sentinel as _sentinel
from demijohn._sansio.blueprints import setupmethod as setupmethod
