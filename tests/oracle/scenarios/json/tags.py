"""Tags: classes that JSON does not know."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def own_tag(lab: Lab) -> None:
    """A tag of one's own keeps another class in the session."""
    tag = lab.module("json.tag")

    class Tag(tag.JSONTag):  # type: ignore[name-defined,misc]  # chosen at run time
        __slots__ = ()
        key = " c"

        def check(self, value: object) -> bool:
            return isinstance(value, complex)

        def to_json(self, value: complex) -> list[float]:
            return [value.real, value.imag]

        def to_python(self, value: list[float]) -> complex:
            return complex(*value)

    serializer = tag.TaggedJSONSerializer()
    serializer.register(Tag, index=0)
    text = serializer.dumps({"z": 1 + 2j, "t": (1,)})
    lab.note(text, serializer.loads(text), [type(t) for t in serializer.order])
    lab.refused(serializer.register, Tag)
    serializer.register(Tag, force=True)
    lab.note(list(tag.TaggedJSONSerializer.default_tags))
