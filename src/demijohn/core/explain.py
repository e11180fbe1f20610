"""The text of every refusal, in one place.

1. A text begins with the head that Flask's users and their programs know, then says what was found, where it was
   registered, and one thing to do.
2. A line that names an unknown fact (``None``) is left out, unless it shows the fact in quotes of its own (``!r``).
3. Of a line with several wordings, the first that names no unknown fact is taken.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from demijohn.core import problem, value
from demijohn.core.problem import Problem

Line: TypeAlias = str | tuple[str, ...]
"""A line of a text, or its wordings in the order in which they are tried."""


def text(refusal: Problem) -> str:
    """Say in words what was refused and what to do about it."""
    facts = {name: getattr(refusal, name) for name in value.fields(refusal)}
    unknown = ["{" + name + "}" for name, fact in facts.items() if fact is None]
    lines = [_worded(line, unknown) for line in LINES[type(refusal)]]
    return "\n".join([line.format(**facts) for line in lines if line is not None])


def error(refusal: Problem) -> Exception:
    """Build the exception that tells of a refusal; the shell raises it."""
    return refusal.error(text(refusal))


def _worded(line: Line, unknown: list[str]) -> str | None:
    for wording in (line,) if isinstance(line, str) else line:
        if not any(field in wording for field in unknown):
            return wording
    return None


LINES: Final[dict[type[Problem], tuple[Line, ...]]] = {
    problem.LateAppSetup: (
        "The setup method '{method}' can no longer be called on the application. It has already handled its first request, any changes will not be applied consistently.",
        "The late call is at {place}.",
        "Move it to where the application is made, before it is served or tested.",
    ),
    problem.LateBlueprintSetup: (
        "The setup method '{method}' can no longer be called on the blueprint '{blueprint}'. It has already been registered at least once, any changes will not be applied consistently.",
        "The late call is at {place}.",
        "Move it before the call of 'register_blueprint', or import the module that makes it earlier.",
    ),
    problem.EndpointTaken: (
        "View function mapping is overwriting an existing endpoint function: {endpoint}",
        "The endpoint belongs to '{existing}' and was now given '{offered}'.",
        "It was first registered at {first_place}.",
        "The second registration is at {place}.",
        "Give one of the two another 'endpoint=', or another function name; a decorator may need 'functools.wraps'.",
    ),
    problem.TextExpected: (
        "'{name}' must be a string: found {found}.",
        "It is registered at {place}.",
        "Give the string itself, for example with 'str'.",
    ),
    problem.MethodsNotList: (
        'Allowed methods must be a list of strings, for example: @app.route(..., methods=["POST"])',
        "The rule '{rule}' was given {methods}.",
        "It is registered at {place}.",
        "Put each method into a list, as a string.",
    ),
    problem.MethodsOnShortcut: (
        "Use the 'route' decorator to use the 'methods' argument.",
        "The rule '{rule}' was registered with '{shortcut}', which has a method of its own.",
        "Or leave 'methods' out.",
    ),
    problem.NoViewNoEndpoint: (
        "expected view func if endpoint is not provided.",
        "The rule '{rule}' has neither.",
        "It is registered at {place}.",
        "Give 'view_func=' or 'endpoint='.",
    ),
    problem.StaticHostMismatch: (
        "Invalid static_host/host_matching combination",
        "Found static_host={static_host} with host_matching={host_matching} and a static folder.",
        "Give both or neither, or set 'static_folder=None'.",
    ),
    problem.InstancePathRelative: (
        "If an instance path is provided it must be absolute. A relative path was given instead.",
        "Found '{path}'.",
        "Give 'os.path.abspath(...)' of it.",
    ),
    problem.RootPathUnknown: (
        "No root path can be found for the provided module {module!r}.",
        "The module has no file, as in a namespace package or an interactive session.",
        "Give 'root_path=' explicitly.",
    ),
    problem.BlueprintNameEmpty: (
        "'name' may not be empty.",
        "The blueprint of the module '{import_name}' has no name.",
        "Its name is the first part of its endpoints: give one.",
    ),
    problem.BlueprintNameDotted: (
        "'name' may not contain a dot '.' character.",
        "Found '{name}'.",
        "Dots separate nested blueprints: nest one with 'register_blueprint', or use '_'.",
    ),
    problem.EndpointDotted: (
        "'endpoint' may not contain a dot '.' character.",
        "Found '{endpoint}' on the blueprint '{blueprint}'.",
        "It is registered at {place}.",
        "The blueprint's name is added for you: leave it out.",
    ),
    problem.ViewNameDotted: (
        "'view_func' name may not contain a dot '.' character.",
        "Found '{view}' on the blueprint '{blueprint}'.",
        "It is registered at {place}.",
        "Give 'endpoint=' a name without a dot.",
    ),
    problem.BlueprintNameTaken: (
        (
            "The name '{name}' is already registered for a different blueprint '{full_name}'. Use 'name=' to provide a unique name.",
            "The name '{name}' is already registered for a different blueprint. Use 'name=' to provide a unique name.",
        ),
        "It was first registered at {first_place}.",
        "The second registration is at {place}.",
    ),
    problem.BlueprintRepeated: (
        (
            "The name '{name}' is already registered for this blueprint '{full_name}'. Use 'name=' to provide a unique name.",
            "The name '{name}' is already registered for this blueprint. Use 'name=' to provide a unique name.",
        ),
        "It was first registered at {first_place}.",
        "The second registration is at {place}.",
    ),
    problem.BlueprintOnItself: (
        "Cannot register a blueprint on itself",
        "The blueprint is '{name}'.",
        "Register it on its parent or on the application.",
    ),
    problem.HandlerForInstance: (
        "{found} is an instance, not a class. Handlers can only be registered for Exception classes or HTTP error codes.",
        "The handler is registered at {place}.",
        "Give the class '{class_name}'.",
    ),
    problem.HandlerForOtherClass: (
        "'{class_name}' is not a subclass of Exception. Handlers can only be registered for Exception classes or HTTP error codes.",
        "The handler is registered at {place}.",
        "Give an exception class or an HTTP error code.",
    ),
    problem.HandlerForNonsense: (
        "issubclass() arg 1 must be a class: found {found}, and handlers can only be registered for Exception classes or HTTP error codes.",
        "The handler is registered at {place}.",
        "Give an exception class or an HTTP error code.",
    ),
    problem.HandlerForUnknownCode: (
        "'{code}' is not a recognized HTTP error code. Use a subclass of HTTPException with that code instead.",
        "The handler is registered at {place}.",
    ),
    problem.RuleWithoutSlash: (
        "URL rule '{rule}' must start with a slash.",
        "It is registered at {place}.",
        "Write '/{rule}'.",
    ),
    problem.RuleMalformed: (
        "malformed url rule: {rule!r}",
        "At position {position}: {reason}.",
        "It is registered at {place}.",
        "A variable is written <name>, <converter:name> or <converter(argument=value):name>.",
    ),
    problem.VariableRepeated: (
        "variable name {variable!r} used twice.",
        "The rule is '{rule}'.",
        "It is registered at {place}.",
        "Give each variable its own name.",
    ),
    problem.ConverterUnknown: (
        "the converter '{converter}' does not exist",
        "The rule '{rule}' names it, and the map has: {known}.",
        "It is registered at {place}.",
        "Add it to 'app.url_map.converters' before the rule.",
    ),
    problem.SubdomainUnderHostMatching: (
        "host matching enabled and a subdomain was provided",
        "The subdomain is {subdomain!r}, and the server name is {server_name!r}.",
        "Leave the subdomain out: the whole host is matched.",
    ),
    problem.NoServerName: (
        "Unable to build URLs outside an active request without 'SERVER_NAME' configured. Also configure 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME' as needed.",
        "The endpoint is '{endpoint}'.",
        "Set the keys, or build the URL inside 'app.test_request_context()'.",
    ),
    problem.HostNotTrusted: (
        "Unable to build URLs in a request from a host that is not trusted.",
        "The endpoint is '{endpoint}'.",
        "Add the host to the setting 'TRUSTED_HOSTS', or answer without a URL: the handler for the error 400 runs for such requests too.",
    ),
    problem.SchemeNeedsExternal: (
        "When specifying '_scheme', '_external' must be True.",
        "The endpoint is '{endpoint}' and the scheme '{scheme}'.",
        "Leave '_external' out, or drop '_scheme'.",
    ),
    problem.ViewReturnedNone: (
        "The view function for {endpoint!r} did not return a valid response. The function either returned None or ended without a return statement.",
        "The function is '{view}'.",
        "Its rule is registered at {place}.",
        "Return a string, a dict, a list, a response or a tuple on every path through it; an empty body is ''.",
    ),
    problem.ViewReturnedOther: (
        "{cause}",
        "The view function did not return a valid response. The return type must be a string, dict, list, tuple with headers or status, Response instance, or WSGI callable, but it was a {type_name}.",
        "The endpoint is '{endpoint}'.",
        "Its rule is registered at {place}.",
        "Convert the value first, for example with 'str' or 'jsonify'.",
    ),
    problem.ViewReturnedBadTuple: (
        "The view function did not return a valid response tuple. The tuple must have the form (body, status, headers), (body, status), or (body, headers).",
        "It has {length} parts.",
        "The endpoint is '{endpoint}'.",
        "Its rule is registered at {place}.",
        "Return a list for a JSON array.",
    ),
    problem.OutsideRequest: (
        "Working outside of request context.",
        "",
        "This needs a running request, and none is active here.",
        "Call it from a view or a hook; in a test, inside 'with app.test_request_context():'.",
    ),
    problem.OutsideApp: (
        "Working outside of application context.",
        "",
        "This needs an application, and none is active here.",
        "Call it while a request or a command runs, or inside 'with app.app_context():'.",
    ),
    problem.NeedsRequestContext: (
        "'{function}' can only be used when a request context is active, such as in a view function.",
        "None is active here: in a test, call it inside 'with app.test_request_context():'.",
    ),
    problem.WrongContextPopped: (
        "Popped wrong {kind} context. ({active} instead of {popped})",
        "Contexts are popped in the reverse order of their pushes: use 'with'.",
    ),
    problem.SecretKeyMissing: (
        "The session is unavailable because no secret key was set.  Set the secret_key on the application to something unique and secret.",
        "The application is '{app}'.",
        "The session was written at {place}.",
        'Make a key with: python -c "import secrets; print(secrets.token_hex())", and keep it out of the source.',
    ),
    problem.SessionNotOpened: (
        "Session backend did not open a session.",
        "'{interface}.open_session' returned None.",
        "Set a secret key, or the one setting that this session interface needs.",
    ),
    problem.CookiesDisabled: (
        "Cookies are disabled. Create a client with 'use_cookies=True'.",
        "A session transaction stores its result in the client's cookie jar.",
    ),
    problem.AsyncUnavailable: (
        "Install Flask with the 'async' extra in order to use async views.",
        "The function is '{function}'.",
        "Here: pip install 'demijohn[async]'.",
    ),
    problem.StaticFolderMissing: (
        "'static_folder' must be set to serve static_files.",
        "The owner is '{owner}'.",
        "Give 'static_folder=' when it is made.",
    ),
    problem.ResourceNotReadMode: (
        "Resources can only be opened for reading.",
        "Found mode '{mode}' for '{resource}'.",
        "Use 'rb', 'r' or 'rt'; files that change belong to the instance folder.",
    ),
    problem.EnvVarUnset: (
        "The environment variable '{variable}' is not set and as such configuration could not be loaded.",
        "Let it name a configuration file, or give 'silent=True' if the application can do without.",
    ),
    problem.SettingInTheWay: (
        "'{type_name}' object does not support item assignment: '{blocked}' is in the way of '{key}'.",
        "Two underscores in an environment variable step into a dictionary, and '{blocked}' has another value.",
        "Set '{blocked}' to a dictionary, or rename one of the two.",
    ),
    problem.FilesWithoutEnctype: (
        "You tried to access the file {key!r} in the request.files dictionary but it does not exist.",
        "The form was sent as '{mimetype}', which carries no files.",
        "In their place it sent: {submitted}",
        'Write the form with: enctype="multipart/form-data".',
    ),
    problem.RedirectDropsForm: (
        "A request was sent to '{url}', but routing issued a redirect to the canonical URL '{target}'.",
        "Browsers drop the form data of a {method} request when they follow such a redirect.",
        "Send the form to the canonical URL: look at a slash at the end and at the host; or redirect with 307 or 308.",
        "Only debug mode refuses this.",
    ),
    problem.JSONArgsMixed: (
        "app.json.response() takes either args or kwargs, not both",
        "Found {positional} positional values, and by keyword: {keywords}.",
        "Put the keywords into a dict, and that into the list.",
    ),
    problem.TagTaken: (
        "Tag {key!r} is already registered.",
        "'{existing}' has the key that '{offered}' was to get.",
        "Choose another key, or give 'force=True' to replace it.",
    ),
    problem.ViewLacksMethod: (
        "Unimplemented method {method!r}",
        "'{view}' has no method of that name in lower case, though its 'methods' have it.",
        "Define the method, or take it out of 'methods'.",
    ),
    problem.BaseURLNotAlone: (
        'Cannot pass "subdomain" or "url_scheme" with "base_url".',
        "Found base_url='{base_url}'.",
        "Found subdomain='{subdomain}'.",
        "Found url_scheme='{url_scheme}'.",
        "Write both into the base URL.",
    ),
    problem.ClientNested: (
        "Cannot nest client invocations",
        "This client's 'with' block is still open.",
        "Use another client inside it: app.test_client().",
    ),
    problem.NoAppNamed: (
        "Could not locate a Flask application. Use the 'demijohn --app' option, the 'DEMIJOHN_APP' or 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.",
        "Looked for 'wsgi.py' and for 'app.py' in '{directory}'; neither is there.",
        "Go to the folder that holds your application, or name it: 'demijohn --app module:name ...'.",
    ),
    problem.ModuleMissing: (
        "Could not import {module!r}.",
        "There is no module or package of that name on the import path.",
        "Looked in '{directory}' first.",
        "Look at its spelling, or run this from the folder that holds it.",
    ),
    problem.ModuleBroken: (
        "While importing {module!r}, an ImportError was raised:",
        "",
        "{trace}",
    ),
    problem.AppsAmbiguous: (
        "Detected multiple Flask applications in module '{module}'. Use '{module}:name' to specify the correct one.",
        "Found: {found}.",
    ),
    problem.NoAppInModule: (
        "Failed to find Flask application or factory in module '{module}'. Use '{module}:name' to specify one.",
        "Looked for an instance of 'demijohn.Flask' under any name, and for a factory 'create_app' or 'make_app' that returns one.",
        "{foreign!r} is an application of the package 'flask': import 'Flask' from 'demijohn' there.",
    ),
    problem.FactoryNeedsArguments: (
        "Detected factory '{factory}' in module '{module}', but could not call it without arguments. Use '{module}:{factory}(args)' to specify arguments.",
    ),
    problem.AppNameMalformed: (
        "Failed to parse {name!r} as an attribute name or function call.",
        "After the colon stands a name, or a call with literal arguments: 'module:create_app(\"dev\")'.",
    ),
    problem.FactoryNameNotSimple: (
        "Function reference must be a simple name: {name!r}.",
        "Give the factory a name of its own in the module.",
    ),
    problem.FactoryArgumentsNotLiteral: (
        "Failed to parse arguments as literal values: {name!r}.",
        "Numbers, strings, None, True, False, and lists, tuples, sets and dicts of these can be given.",
    ),
    problem.AppAttributeMissing: (
        "Failed to find attribute {name!r} in {module!r}.",
        "Look at its spelling, and at whether it is defined at the top of the module.",
    ),
    problem.FactoryRefusedArguments: (
        "The factory {name!r} in module {module!r} could not be called with the specified arguments.",
        "It said: {reason}.",
        "Give the arguments that it takes, as literals: '{module}:factory(\"dev\", debug=True)'.",
    ),
    problem.NotAnApplication: (
        "A valid Flask application was not obtained from '{module}:{name}'.",
        "Found an object of type '{found}'.",
        "Name the application itself, or a factory that returns one.",
    ),
    problem.FactoryRaised: (
        "Raised by the factory '{factory}' of module '{module}', which the command line called to get the application.",
    ),
    problem.DotenvUnavailable: (
        " * Tip: There are .env files present. Install python-dotenv to use them.",
        "   Not read: {files}.",
    ),
    problem.FlaskImported: (
        "Flask has already been imported, and demijohn can no longer stand for it.",
        "Flask was loaded from {file}.",
        "It is held by {importers}.",
        "Import 'demijohn.as_flask' first, in the first line of the module that the program starts with, or start it with 'python -m demijohn.as_flask'.",
    ),
    problem.PluginBroken: (
        "The command {command!r} of an extension could not be loaded; all other commands work.",
        "It is '{source}', an entry point of the group '{group}'.",
        "Repair or uninstall the package that has it. What it raised:",
        "",
        "{trace}",
    ),
    problem.AddressRefused: (
        "The development server cannot listen on {host}:{port}: {reason}.",
        "Stop the program that holds the port, or choose another one: 'demijohn run --port 5001'; with '--port 0' a free one is taken.",
    ),
    problem.CertificateUnknown: (
        "{reason}",
        "Looked in '{directory}'; {given!r} is no import name of an 'ssl.SSLContext' either.",
        "Give the path of a certificate (and '--key'), or 'adhoc' for one that is made for this run.",
    ),
    problem.CertificateRefused: (
        "The certificate '{certificate}' and the key '{key}' cannot be used: {reason}.",
        "Both files must be in PEM format, and the key must be that of the certificate.",
    ),
}
