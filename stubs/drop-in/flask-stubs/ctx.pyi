# Written by stubs/generate.py from the names of demijohn.ctx: do not edit.
from demijohn.ctx import AppContext as AppContext
from demijohn.ctx import F as F
from demijohn.ctx import F_after as F_after
from demijohn.ctx import RequestContext as RequestContext
from demijohn.ctx import _AppCtxGlobals as _AppCtxGlobals
from demijohn.ctx import _default_template_ctx_processor as _default_template_ctx_processor
from demijohn.ctx import after_this_request as after_this_request
from demijohn.ctx import copy_current_request_context as copy_current_request_context
from demijohn.ctx import has_app_context as has_app_context
from demijohn.ctx import has_request_context as has_request_context
