"""Typer's complaints in our words. Its exceptions are private classes, so they are known by their names."""

import typer
from pydantic import ValidationError

from counter.cli.options import UsageProblem


def usage_problem(error: typer.TyperException) -> UsageProblem:
    """The UsageProblem that says what typer said; what is not known by name keeps typer's own words."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return UsageProblem("cli.usage.no_option", option=str(getattr(error, "option_name", "")))
    if kind == "BadOptionUsage":
        return UsageProblem("cli.usage.no_value", option=str(getattr(error, "option_name", "")))
    if kind == "MissingParameter":
        name = _parameter(error)
        return UsageProblem("cli.usage.missing", needs=(name,), name=name)
    if kind == "BadParameter":
        return _bad_value(_parameter(error), error)
    for start, message_id in _STARTS.items():
        if error.message.startswith(start):
            return UsageProblem(message_id, what=error.message[len(start) :].strip(" s()'.\""))
    return UsageProblem("cli.usage.other", reason=error.format_message())


_STARTS = {
    "Got unexpected extra argument": "cli.usage.extra",
    "No such command": "cli.usage.no_command",
    "Missing command": "cli.usage.no_command_given",
}


def _bad_value(name: str, error: typer.TyperException) -> UsageProblem:
    """A value that is no number, or one out of bounds; the words of typer and pydantic are English only."""
    cause = error.__cause__
    found = cause.errors()[0] if isinstance(cause, ValidationError) else None
    bounds = {} if found is None else found.get("ctx", {})
    if "ge" in bounds:
        return UsageProblem("cli.usage.too_small", name=name, least=int(bounds["ge"]))
    if "le" in bounds:
        return UsageProblem("cli.usage.too_large", name=name, most=int(bounds["le"]))
    if found is not None and found["type"].startswith("int_"):
        return UsageProblem("cli.usage.no_whole_number", name=name)
    return UsageProblem("cli.usage.bad_value", name=name, reason=error.message)


def _parameter(error: typer.TyperException) -> str:
    param = getattr(error, "param", None)
    names = [*getattr(param, "opts", ())]
    return str(getattr(param, "metavar", None) or (names[0] if names else ""))
