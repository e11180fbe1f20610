# Flask-Talisman 1.1, as far as the blog uses it.
from collections.abc import Mapping

from flask import Flask

class Talisman:
    def __init__(self, app: Flask | None = None) -> None: ...
    def init_app(
        self,
        app: Flask,
        *,
        frame_options: str = ...,
        content_security_policy: Mapping[str, str] = ...,
    ) -> None: ...
