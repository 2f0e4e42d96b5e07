"""Help pages in the language of the program, made from the command tree; the first page needs no typer."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from counter.cli.output import Output
from counter.i18n import t

if TYPE_CHECKING:
    from typer.core import TyperGroup

HELP_WORDS = ("--help", "-h")
COMMANDS = (
    "procedures",
    "quote",
    "due",
    "days",
    "scan",
    "words",
    "find",
    "doubles",
    "show",
    "slip",
    "print",
    "attach",
    "attachments",
    "report",
    "practice",
    "portal",
    "outbox",
    "calls",
    "bank",
    "deposits",
    "import",
    "data",
    "verify",
    "backup",
    "restore",
    "export-personal-data",
    "data-request",
    "breach",
    "erase",
    "hold",
    "retention",
    "retention-period",
    "key",
    "clock",
    "doctor",
)
SHARED = (
    ("--store PATH", "cli.shared.store"),
    ("--practice", "cli.shared.practice"),
    ("--as NAME", "cli.shared.as"),
    ("--lang vi|en", "cli.shared.lang"),
    ("--json", "cli.shared.json"),
    ("--version", "cli.shared.version"),
)


def wanted(words: Sequence[str]) -> bool:
    """Whether a help page is asked for (before a `--`)."""
    before = words[: words.index("--")] if "--" in words else words
    return any(w in before for w in HELP_WORDS)


def root_wanted(words: Sequence[str]) -> bool:
    """Whether the first page is asked for: `counter --help`, `counter help`."""
    return bool(words) and words[0] in (*HELP_WORDS, "help") and len(words) == 1


def show_root(output: Output) -> int:
    """Print the first page: every command in one line."""
    rows = [(name, t(f"cli.{name}.help")) for name in COMMANDS]
    lines = [
        t("cli.help.usage", usage="counter [" + t("cli.help.command") + "] …"),
        "",
        t("cli.help.intro"),
        "",
    ]
    lines += [t("cli.help.commands"), *_table(rows), "", *_shared(), "", t("cli.help.more")]
    output.show({"commands": dict(rows)}, lines)
    return 0


def show_version(output: Output) -> int:
    """Print which version this is."""
    from importlib.metadata import version

    found = version("counter")
    output.show({"version": found}, [f"counter {found}"])
    return 0


def show_page(root: "TyperGroup", words: Sequence[str], output: Output) -> int:
    """Print the page of the command that the words lead to."""
    from typer.core import TyperGroup

    path = ["counter"]
    command = root.commands.get("") or root
    for word in words:
        if not isinstance(command, TyperGroup) or word not in command.commands:
            break
        command = command.commands[word]
        path.append(word)
    params = [p for p in command.params if p.name != "help"]
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    usage = path + [_argument_shown(str(p.metavar or p.name), p.required) for p in arguments]
    lines = [
        t("cli.help.usage", usage=" ".join(usage) + (" […]" if options else "")),
        "",
        t(str(command.help)),
    ]
    if isinstance(command, TyperGroup):
        lines += [
            "",
            t("cli.help.commands"),
            *_table([(n, t(str(c.help))) for n, c in command.commands.items()]),
        ]
    for heading, group in (("cli.help.arguments", arguments), ("cli.help.options", options)):
        rows = [(_names(p.opts, p.metavar, heading), t(str(getattr(p, "help", "")))) for p in group]
        lines += ["", t(heading), *_table(rows)] if rows else []
    output.show({"usage": " ".join(usage), "help": t(str(command.help))}, [*lines, "", *_shared()])
    return 0


def _argument_shown(name: str, required: bool) -> str:
    return name if required else f"[{name}]"


def _names(opts: Sequence[str], metavar: str | None, heading: str) -> str:
    if heading == "cli.help.arguments":
        return str(metavar or opts[0])
    return " ".join([", ".join(opts), metavar or ""]).strip()


def _shared() -> list[str]:
    return [t("cli.help.shared"), *_table([(name, t(id_)) for name, id_ in SHARED])]


def _table(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, 100)
    first = max(len(name) for name, _ in rows) + 4
    for name, text in rows:
        lines = textwrap.wrap(text, max(width - first, 30)) or [""]
        yield f"  {name:<{first - 2}}{lines[0]}"
        yield from (" " * first + line for line in lines[1:])
