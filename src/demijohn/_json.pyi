# Reads the JSON text that most clients send; only the compiled build has this module.
from typing import Any

# Any: JSON data has no narrower type. What is left to the standard library gives NotImplemented.
def read(text: object, /) -> Any: ...
