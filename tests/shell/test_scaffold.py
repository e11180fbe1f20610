"""What applications and blueprints have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import demijohn
from demijohn.scaffold import Scaffold
from demijohn.typing import RouteCallable


def view() -> str:
    """Answer with the method."""
    return demijohn.request.method


@pytest.fixture(params=["application", "blueprint"])
def owner(request: pytest.FixtureRequest) -> demijohn.Flask | demijohn.Blueprint:
    """Make an application or a blueprint."""
    if request.param == "application":
        return demijohn.Flask("shop", root_path="/", static_folder=None)
    return demijohn.Blueprint("shop", __name__, root_path="/")


def served(owner: demijohn.Flask | demijohn.Blueprint) -> demijohn.Flask:
    """Give the application that serves what an owner registered."""
    if isinstance(owner, demijohn.Flask):
        return owner
    app = demijohn.Flask("around", root_path="/", static_folder=None)
    app.register_blueprint(owner)
    return app


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_a_shortcut_registers_its_method(owner: demijohn.Flask | demijohn.Blueprint, method: str) -> None:
    """Each shortcut answers its own method only, and gives the view back."""
    shortcut: Callable[[str], Callable[[RouteCallable], RouteCallable]] = getattr(owner, method)
    assert view is shortcut("/")(view)
    client = served(owner).test_client()
    assert (method.upper(), 405) == (
        client.open("/", method=method).text,
        client.open("/", method="BREW").status_code,
    )


def test_a_shortcut_takes_no_methods(owner: demijohn.Flask | demijohn.Blueprint) -> None:
    """A shortcut with methods of its own is refused."""
    with pytest.raises(TypeError, match="Use the 'route' decorator to use the 'methods' argument"):
        owner.get("/", methods=["POST"])  # type: ignore[call-arg]  # this is what is refused


def test_a_view_may_be_given_to_an_endpoint_later(owner: demijohn.Flask | demijohn.Blueprint) -> None:
    """A rule that has only an endpoint is answered by the view that the endpoint gets; it has no prefix."""
    owner.add_url_rule("/", endpoint="later")
    app = served(owner)
    name = "later" if owner is app else "shop.later"
    app.endpoint(name)(view)
    assert "GET" == app.test_client().get("/").text


@pytest.mark.parametrize("folder", [None, "files"])
def test_templates_and_static_files_have_their_folders(tmp_path: Path, folder: str | None) -> None:
    """A loader and a static folder are there if a folder is given."""
    bp = demijohn.Blueprint(
        "bp", __name__, root_path=str(tmp_path), template_folder=folder, static_folder=folder
    )
    expected = None if folder is None else str(tmp_path / "files")
    assert (expected, folder is not None) == (bp.static_folder, bp.jinja_loader is not None)


def test_serving_without_a_static_folder_is_refused(owner: demijohn.Flask | demijohn.Blueprint) -> None:
    """A static file is refused where there is no folder of them."""
    with pytest.raises(RuntimeError, match="'static_folder' must be set to serve static_files"):
        owner.send_static_file("a.txt")


def test_a_blueprint_reads_text_as_utf_8(tmp_path: Path) -> None:
    """A text resource of a blueprint is UTF-8 unless it is told otherwise."""
    (tmp_path / "a.txt").write_bytes("é".encode())
    with demijohn.Blueprint("bp", __name__, root_path=str(tmp_path)).open_resource("a.txt", "r") as file:
        assert "é" == file.read()


def test_a_bare_scaffold_says_what_it_lacks() -> None:
    """The common part alone can neither take rules nor say when its setup is finished."""
    with pytest.raises(NotImplementedError, match="Scaffold does not say when its setup is finished"):
        Scaffold(__name__).add_url_rule("/")


def test_hooks_of_the_whole_application_come_from_a_blueprint_too() -> None:
    """Each ``app_…`` method of a blueprint enters its function for the application."""
    bp = demijohn.Blueprint("bp", __name__, root_path="/")

    def before() -> None:
        """Do nothing."""

    def after(response: demijohn.Response) -> demijohn.Response:
        return response

    def teardown(error: BaseException | None) -> None:
        """Do nothing."""

    def context() -> dict[str, object]:
        return {}

    def values(endpoint: str | None, arguments: dict[str, object] | None) -> None:
        """Do nothing."""

    def defaults(endpoint: str, arguments: dict[str, object]) -> None:
        """Do nothing."""

    bp.before_app_request(before)
    bp.after_app_request(after)
    bp.teardown_app_request(teardown)
    bp.app_context_processor(context)
    bp.app_url_value_preprocessor(values)
    bp.app_url_defaults(defaults)
    app = served(bp)
    assert [before, after, teardown, context, values, defaults] == [
        table[None][-1]
        for table in (
            app.before_request_funcs,
            app.after_request_funcs,
            app.teardown_request_funcs,
            app.template_context_processors,
            app.url_value_preprocessors,
            app.url_default_functions,
        )
    ]


def test_template_functions_of_the_whole_application_come_from_a_blueprint_too() -> None:
    """Filters, tests and globals that a blueprint declares are in every template."""
    bp = demijohn.Blueprint("bp", __name__, root_path="/")
    bp.app_template_filter()(shout)
    bp.app_template_test("loud")(is_loud)
    bp.app_template_global("named")(shout)
    bp.add_app_template_filter(shout, "again")
    template = served(bp).jinja_env.from_string(
        "{{ 'a'|shout }}{{ 'B' is loud }}{{ named('c') }}{{ 'd'|again }}"
    )
    assert "ATrueCD" == template.render()


def shout(text: str) -> str:
    """Say it loudly."""
    return text.upper()


def is_loud(text: str) -> bool:
    """Tell what is said loudly."""
    return text.isupper()
