"""The signals that the framework sends, in one namespace."""

from __future__ import annotations

from typing import Final

from blinker import NamedSignal, Namespace

_signals: Final = Namespace()

template_rendered: Final[NamedSignal] = _signals.signal("template-rendered")
before_render_template: Final[NamedSignal] = _signals.signal("before-render-template")
request_started: Final[NamedSignal] = _signals.signal("request-started")
request_finished: Final[NamedSignal] = _signals.signal("request-finished")
request_tearing_down: Final[NamedSignal] = _signals.signal("request-tearing-down")
got_request_exception: Final[NamedSignal] = _signals.signal("got-request-exception")
appcontext_tearing_down: Final[NamedSignal] = _signals.signal("appcontext-tearing-down")
appcontext_pushed: Final[NamedSignal] = _signals.signal("appcontext-pushed")
appcontext_popped: Final[NamedSignal] = _signals.signal("appcontext-popped")
message_flashed: Final[NamedSignal] = _signals.signal("message-flashed")
