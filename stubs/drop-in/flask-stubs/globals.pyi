# Written by stubs/generate.py from the names of demijohn.globals: do not edit.
from demijohn.globals import AppContextProxy as AppContextProxy
from demijohn.globals import FlaskProxy as FlaskProxy
from demijohn.globals import ProxyMixin as ProxyMixin
from demijohn.globals import RequestContextProxy as RequestContextProxy
from demijohn.globals import RequestProxy as RequestProxy
from demijohn.globals import SessionMixinProxy as SessionMixinProxy
from demijohn.globals import T_co as T_co
from demijohn.globals import _cv_app as _cv_app
from demijohn.globals import _cv_request as _cv_request
from demijohn.globals import app_ctx as app_ctx
from demijohn.globals import current_app as current_app
from demijohn.globals import g as g
from demijohn.globals import request as request
from demijohn.globals import request_ctx as request_ctx
from demijohn.globals import session as session
