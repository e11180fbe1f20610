# Written by stubs/generate.py from the names of demijohn.templating: do not edit.
from demijohn.templating import DispatchingJinjaLoader as DispatchingJinjaLoader
from demijohn.templating import Environment as Environment
from demijohn.templating import TemplateSource as TemplateSource
from demijohn.templating import _cv_app as _cv_app
from demijohn.templating import _default_template_ctx_processor as _default_template_ctx_processor
from demijohn.templating import current_app as current_app
from demijohn.templating import render_template as render_template
from demijohn.templating import render_template_string as render_template_string
from demijohn.templating import request as request
from demijohn.templating import stream_template as stream_template
from demijohn.templating import stream_template_string as stream_template_string
