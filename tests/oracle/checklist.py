"""What belongs to each documented area, item by item, and the scenarios that show it.

A scenario is named by its module and function within the area; one of another area by its whole name.
"""

from __future__ import annotations

from typing import Final

APPLICATION: Final = {
    "static files and host": "construction.static_files construction.static_options",
    "host and subdomain matching": "details.matching_by_constructor routing.matching.hosts",
    "template folder": "templating.details.folder_of_templates",
    "instance path and relative configuration": "settings.instance_relative_config construction.relative_instance_path_is_refused",
    "root path of scripts, packages and namespace packages": "details.where_an_application_is construction.main_gets_the_name_of_its_file",
    "open_resource, open_instance_resource, encoding": "details.resources construction.open_resource",
    "jinja_env and options": "templating.rendering.jinja_environment templating.details.options_of_the_environment",
    "create_url_adapter": "details.adapters",
    "select_jinja_autoescape": "templating.details.escaping_by_name templating.details.escaping_of_ones_own",
    "auto_find_instance_path": "details.installed_application",
    "make_config, make_aborter": "details.makers_of_parts",
    "make_shell_context": "details.names_for_a_shell construction.make_shell_context",
    "the logger": "details.logger_of_an_application details.logged_exceptions errors.handling.default_log_format",
    "run()": "serving.run_options",
    "test_client, test_cli_runner": "details.clients_and_runners",
    "async_to_sync, ensure_sync": "details.coroutines_and_functions details.own_way_of_coroutines",
    "url_build_error_handlers": "details.handlers_of_failed_urls",
    "inject_url_defaults": "details.url_defaults_by_hand",
    "trap_http_exception, should_ignore_error": "details.what_is_trapped",
    "SECRET_KEY_FALLBACKS": "sessions.details.fallbacks",
    "PROVIDE_AUTOMATIC_OPTIONS": "details.settings_that_reach_the_parts registration.rules.rules_and_methods",
    "MAX_CONTENT_LENGTH, MAX_FORM_MEMORY_SIZE, MAX_FORM_PARTS": "request_and_response.details.limits",
    "TRUSTED_HOSTS": "routing.matching.trusted_hosts",
    "SESSION_COOKIE_*, PARTITIONED": "sessions.cookie.cookie_settings sessions.details.least_interface",
    "EXPLAIN_TEMPLATE_LOADING": "debug_helpers.mistakes.explained_loading_in_full",
    "PROPAGATE_EXCEPTIONS": "details.what_is_propagated errors.handling.propagation",
    "every configuration key with its default": "settings.config_defaults",
}  # fmt: skip

REGISTRATION: Final = {
    "route and the shortcuts of methods": "rules.method_shortcuts details.stacked_decorators",
    "required_methods, provide_automatic_options": "details.methods_of_rules",
    "stacked decorators": "details.stacked_decorators",
    "hooks of every kind and scope": "details.hooks_in_every_scope",
    "filters, tests and globals of templates": "templating.details.additions_of_every_kind",
    "error handlers by code and class": "details.handlers_of_errors",
    "setup after the first request": "rules.late_registration details.setup_after_the_first_request details.what_counts_as_the_first_request",
    "a refusal leaves no trace": "details.refused_without_a_trace rules.refused_rules",
}  # fmt: skip

BLUEPRINTS: Final = {
    "nesting to any depth, dotted names": "details.depth mounting.nesting",
    "name= registers twice": "details.one_blueprint_many_times",
    "joining of prefixes": "details.joining_of_prefixes mounting.prefixes",
    "joining of subdomains": "details.joining_of_subdomains",
    "url_defaults": "details.defaults_of_urls mounting.url_defaults_by_scope",
    "static folders": "details.static_files_of_a_blueprint",
    "template folders": "details.folders_of_templates",
    "cli_group": "details.commands_of_a_blueprint command_line.typed.blueprint_commands",
    "record, record_once, make_setup_state": "details.recorded_functions mounting.once_and_always",
    "handlers by scope": "details.handlers_of_scopes mounting.handlers_by_scope",
    "BlueprintSetupState to be extended": "details.setup_states details.state_of_ones_own",
}  # fmt: skip

CONTEXTS: Final = {
    "push and pop in every order": "details.orders_of_pushing",
    "copy()": "details.copies_of_a_request_context",
    "copy_current_request_context": "details.functions_with_a_copied_context details.coroutines_with_a_copied_context",
    "after_this_request": "details.functions_after_this_request",
    "has_*_context": "details.which_context_is_there",
    "_AppCtxGlobals": "details.namespace_class",
    "proxies, and their messages outside": "details.proxies_in_and_out pushing.outside_of_every_context",
    "teardown with the exception": "details.exceptions_of_popping details.order_of_teardown",
    "stream_with_context": "details.streams_with_their_context streams.streaming",
    "what the client keeps": "details.what_a_client_keeps",
}  # fmt: skip

REQUEST_AND_RESPONSE: Final = {
    "attributes of a request": "details.attributes_of_a_request details.parts_of_a_request",
    "bodies": "details.bodies",
    "limits": "details.limits limits.request_limits",
    "request class": "details.own_request_class",
    "response class": "details.own_response_class",
    "return values": "returns.kinds returns.make_response_helper",
    "status and headers": "details.headers_by_status details.changes_to_a_response",
    "cookies": "details.cookies_in_detail limits.big_cookie_warns",
    "conditions": "details.conditional_responses",
}  # fmt: skip

SESSIONS: Final = {
    "when the cookie is written": "cookie.flow details.saving_by_hand",
    "settings": "cookie.cookie_settings details.least_interface",
    "lifetime": "details.lifetimes details.age_of_a_cookie details.lifetime_of_the_cookie",
    "signature and keys": "details.signatures details.fallbacks cookie.bad_cookies",
    "the classes": "details.sessions_as_dicts details.null_sessions",
    "interfaces": "cookie.own_session_interface details.opening_by_hand",
    "values": "cookie.values",
}  # fmt: skip

JSON: Final = {
    "the provider": "provider.json_provider details.least_provider details.responses_of_json",
    "every tag": "details.tagging details.untagging details.tags_one_by_one details.registering_tags",
    "sort_keys, compact, ensure_ascii": "details.switches_of_the_provider",
    "dataclasses, decimals, UUIDs, HTTP dates": "details.classes_that_json_knows",
    "functions": "details.files_of_json provider.json_functions",
    "templates": "details.json_in_templates",
    "requests and responses": "provider.request_json details.json_of_requests_and_responses",
}  # fmt: skip

HELPERS: Final = {
    "conditions and ranges of send_file": "details.conditions_of_files files.send_file",
    "names, dates and age of files": "details.names_of_downloads details.dates_of_files details.age_of_files",
    "send_from_directory": "details.files_of_a_directory files.send_from_directory",
    "categories of flashes": "details.categories_of_flashes flashing.flashing",
    "get_template_attribute": "details.attributes_of_templates",
    "redirect and abort through the application": "details.redirecting_through_the_application details.aborting_through_the_application",
    "url_for and make_response through the application": "details.urls_through_the_application details.responses_through_the_application",
}  # fmt: skip

TEMPLATING: Final = {
    "autoescape by extension": "details.escaping_by_name rendering.autoescape",
    "streaming": "details.streams_of_templates rendering.streamed_templates",
    "context processors by scope": "details.processors_by_scope",
    "order of loaders": "details.order_of_loaders details.loader_of_ones_own",
    "explained loading": "details.explained_in_order rendering.explained_template_loading",
    "names in every template": "details.names_of_every_template rendering.render",
    "the environment": "details.environment_of_ones_own details.options_of_the_environment",
}  # fmt: skip

SIGNALS: Final = {
    "senders": "details.senders details.receivers_by_sender",
    "arguments": "details.arguments_of_templates details.arguments_of_a_flash details.response_of_the_finished_request details.exceptions_in_signals",
    "order": "sending.signals details.signals_of_contexts_by_hand",
    "names": "details.names_of_signals",
}  # fmt: skip

VIEWS: Final = {
    "View": "classes.class_views details.answers_of_view_classes",
    "MethodView": "classes.method_views details.method_that_is_not_there",
    "init_every_request": "details.instances_per_request",
    "decorators": "details.decorators_of_a_view_class",
    "methods by definition": "details.methods_by_definition details.methods_of_a_view_class",
}  # fmt: skip

TESTING: Final = {
    "session_transaction": "client.client_session_transaction requests.transaction_that_fails requests.transaction_of_a_request",
    "environ_base": "requests.base_of_the_environment",
    "json": "requests.json_of_the_client",
    "follow_redirects": "requests.followed_redirects requests.followed_redirects_keep_one_context",
    "CLI runner": "requests.runner_of_commands client.cli_runner",
    "builders": "requests.builders_and_environments requests.where_a_request_goes",
}  # fmt: skip

DEBUG_HELPERS: Final = {
    "redirect that loses a form": "mistakes.redirect_of_a_form_by_code mistakes.redirect_of_a_form_explained",
    "missing file, with the encoding that it needs": "mistakes.file_that_was_sent_as_text mistakes.hint_names_what_was_sent",
    "missing keys": "mistakes.missing_keys mistakes.missing_key_shown",
}  # fmt: skip

CHECKLIST: Final = {
    "application": APPLICATION, "registration": REGISTRATION, "blueprints": BLUEPRINTS, "contexts": CONTEXTS, "request_and_response": REQUEST_AND_RESPONSE,
    "sessions": SESSIONS, "json": JSON, "helpers": HELPERS, "templating": TEMPLATING, "signals": SIGNALS, "views": VIEWS, "testing": TESTING,
    "debug_helpers": DEBUG_HELPERS,
}  # fmt: skip


def whole_names(area: str, item: str) -> list[str]:
    """The scenarios of an item, each with its area."""
    names = CHECKLIST[area][item].split()
    return [name if name.count(".") == 2 else f"{area}.{name}" for name in names]
