"""What is made without its class's ``__init__``: it has the very dict that it is given, in every build."""

from __future__ import annotations

from demijohn._native import make


class Plain:
    """A class that keeps its attributes wherever Python keeps them."""

    def __init__(self) -> None:
        self.first = 0
        self.second = 0


def test_an_object_is_made_with_its_dict() -> None:
    """Its attributes are the items of the dict, which stays the object's own."""
    Plain()  # Python remembers where the attributes of such objects stand
    attributes: dict[str, object] = {"first": 1}
    made = make(Plain, attributes)
    made.second = 2
    assert (1, 2, True) == (made.first, made.second, vars(made) is attributes)
    del made.first
    assert {"second": 2} == attributes
