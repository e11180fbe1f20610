# Written by stubs/generate.py from the names of demijohn.blueprints: do not edit.
from demijohn.blueprints import AppGroup as AppGroup
from demijohn.blueprints import Blueprint as Blueprint
from demijohn.blueprints import BlueprintSetupState as BlueprintSetupState
from demijohn.blueprints import DeferredSetupFunction as DeferredSetupFunction
from demijohn.blueprints import ONCE as ONCE
from demijohn.blueprints import SansioBlueprint as SansioBlueprint
from demijohn.blueprints import T_template_filter as T_template_filter
from demijohn.blueprints import T_template_global as T_template_global
from demijohn.blueprints import T_template_test as T_template_test
from demijohn.blueprints import current_app as current_app
from demijohn.blueprints import send_from_directory as send_from_directory
