# Written by stubs/generate.py from the names of demijohn.signals: do not edit.
from demijohn.signals import appcontext_popped as appcontext_popped
from demijohn.signals import appcontext_pushed as appcontext_pushed
from demijohn.signals import appcontext_tearing_down as appcontext_tearing_down
from demijohn.signals import before_render_template as before_render_template
from demijohn.signals import got_request_exception as got_request_exception
from demijohn.signals import message_flashed as message_flashed
from demijohn.signals import request_finished as request_finished
from demijohn.signals import request_started as request_started
from demijohn.signals import request_tearing_down as request_tearing_down
from demijohn.signals import template_rendered as template_rendered
