"""The house rules of the project, held by looking at the source and at what an import really loads."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest

from counter import i18n
from counter.paths import data_dir

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "counter"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_MODULE = 300
MAX_FUNCTION = 40
MAX_APP = 150
HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "pydantic", "typer", "typst", "phonenumbers", "yaml")
FIRST_FRAME = "import counter.app, counter.screens.desk.desk, counter.screens.start.sign_in"


@cache
def parsed(path: Path) -> ast.Module:
    """A module's tree; several tests look at all of them."""
    return ast.parse(path.read_text(encoding="utf-8"))


def source_lines(text: str) -> int:
    """Lines that are neither blank nor a comment."""
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("#"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_and_functions_stay_readable() -> None:
    too_long = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if (size := source_lines(text)) > MAX_MODULE:
            too_long.append(f"{path.relative_to(ROOT)}: {size} lines")
        for function in functions(parsed(path)):
            size = (function.end_lineno or function.lineno) - function.lineno + 1
            if size > MAX_FUNCTION:
                too_long.append(f"{path.relative_to(ROOT)}:{function.name}: {size} lines")
    assert not too_long, "\n".join(too_long)


def test_the_app_owns_no_flow() -> None:
    tree = parsed(PACKAGE / "app.py")
    app = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "CounterApp")
    assert source_lines(ast.unparse(app)) < MAX_APP


def test_public_things_say_what_they_mean() -> None:
    silent = []
    for path in MODULES:
        tree = parsed(path)
        if not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        silent += [
            f"{path.relative_to(ROOT)}:{node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert not silent, "\n".join(silent)


def test_nothing_is_caught_that_is_not_understood() -> None:
    """A bare or catch-all except stands only at the error boundary."""
    allowed = {"counter/widgets/guard.py", "counter/cli/boundary.py"}
    found = []
    for path in MODULES:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ExceptHandler) and name not in allowed:
                caught = ast.unparse(node.type) if node.type else ""
                if caught in {"", "Exception", "BaseException"}:
                    found.append(f"{name}:{node.lineno}")
    assert not found, found


def loaded_by(statement: str) -> set[str]:
    """The top-level packages a fresh interpreter holds after a statement."""
    listing = "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    code = f"{statement}\nimport json, sys\n{listing}"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_first_frame_is_drawn_before_the_store_is_known() -> None:
    assert not loaded_by(FIRST_FRAME) & set(HEAVY)


def test_the_probe_for_heavy_imports_can_fail() -> None:
    assert "sqlalchemy" in loaded_by(FIRST_FRAME + "\nimport counter.services.people.resident_rows")


def test_the_border_of_imports_is_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# -- words ---------------------------------------------------------------------------------


@cache
def catalogue(lang: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    for source in sorted((data_dir() / "locale" / lang).glob("*.po")):
        for entry in polib.pofile(str(source)):
            assert entry.msgid not in entries, f"{lang}: {entry.msgid} twice"
            entries[entry.msgid] = entry.msgstr
    return entries


def test_every_text_exists_in_both_languages() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    assert set(vi) == set(en), sorted(set(vi) ^ set(en))
    empty = [i for texts in (vi, en) for i, text in texts.items() if not text.strip()]
    assert not empty


def test_both_languages_fill_the_same_places() -> None:
    places = re.compile(r"\{(\w+)[^}]*\}")
    vi, en = catalogue("vi"), catalogue("en")
    differ = [i for i in vi if set(places.findall(vi[i])) != set(places.findall(en[i]))]
    assert not differ, differ


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_compiled_words_are_the_written_ones(lang: str) -> None:
    compiled = polib.mofile(str(data_dir() / "locale" / lang / "counter.mo"))
    assert {e.msgid: e.msgstr for e in compiled} == catalogue(lang)


def used_ids() -> dict[str, str]:
    """Every id that is handed to `t`, an error or a Problem as a literal, and where."""
    found: dict[str, str] = {}
    callers = {"t", "Problem", "Refused", "Forbidden", "NotFound", "Conflict", "StoreError", "say"}
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            position = 1 if name == "Problem" else 0
            if name in callers and len(node.args) > position:
                given = node.args[position]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found[given.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_id_in_the_code_has_a_text() -> None:
    known = catalogue("vi")
    missing = {i: where for i, where in used_ids().items() if i not in known}
    assert not missing, missing


def said_in_code() -> tuple[set[str], re.Pattern[str]]:
    """Every text the code holds, and a pattern of those it puts together: `f"drawer.event.{kind}"`."""
    whole: set[str] = set()
    made: set[str] = set()
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else " " for p in node.values]
                if "." in (text := "".join(parts)) and re.search("[a-z_]{2}", text):
                    made.add(re.escape(text).replace(r"\ ", r"\S*"))
    return whole, re.compile("|".join(sorted(made)))


def of_two_texts(message_id: str, whole: set[str]) -> bool:
    """Whether it is put together of two texts of the code: an area or a beginning, and what follows."""
    dots = [place for place, letter in enumerate(message_id) if letter == "."]
    return any(
        message_id[: dot + 1] in whole or {message_id[:dot], message_id[dot + 1 :]} <= whole for dot in dots
    )


def test_no_text_is_left_that_nothing_says() -> None:
    """What an older store may still tell of is named somewhere, as in the SQL that looks for it."""
    whole, made = said_in_code()
    rest = [one for one in catalogue("vi") if one not in whole and not made.fullmatch(one)]
    rest = [one for one in rest if not of_two_texts(one, whole)]
    data = [path.read_text(encoding="utf-8") for path in data_dir().rglob("*.yaml")]
    named = "\n".join((*whole, *data))
    idle = [one for one in rest if one not in named]
    assert not idle, idle


WORDS = re.compile(r"[A-Za-zÀ-ỹ]{2,} [a-zà-ỹ]{2,}|[À-ÖØ-ỹ]{1}")


CARD_WORDS = {"Nam", "Nữ"}  # data: what an identity card itself says


def not_for_reading(tree: ast.AST) -> set[int]:
    """Constants no person reads: docstrings, style sheets, the reasons of asserts."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skip: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr):
            skip.add(id(node.body[0].value))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if "CSS" in ast.unparse(target):
                skip |= {id(n) for n in ast.walk(node)}
        elif isinstance(node, ast.Assert | ast.Raise):
            skip |= {id(n) for n in ast.walk(node)}
    return skip


def sentences(path: Path) -> list[str]:
    tree = parsed(path)
    skip = not_for_reading(tree)
    return [
        f"{path.name}:{node.lineno}: {node.value[:50]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and WORDS.search(node.value)
        and id(node) not in skip
        and node.value not in CARD_WORDS
    ]


def test_no_sentence_stands_in_a_screen() -> None:
    """What a person reads comes from `data/locale`."""
    shown = [*PACKAGE.glob("screens/**/*.py"), *PACKAGE.glob("widgets/*.py"), PACKAGE / "app.py"]
    assert not [found for path in shown for found in sentences(path)]


def test_the_probe_for_sentences_can_fail(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('"""Doc string here."""\nLABEL = "Trả kết quả"\n', encoding="utf-8")
    assert sentences(planted)


# -- what must never be in the repository -----------------------------------------------------


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    return [ROOT / name for name in listing.splitlines()]


def test_the_lock_file_stays_out_of_git() -> None:
    assert not [p for p in tracked() if p.name in {"uv.lock", "poetry.lock", "requirements.lock"}]


def test_the_top_level_shows_what_the_product_is() -> None:
    allowed = {"pyproject.toml", "counter", "data", "tests", "README.md", "LICENSE", "publiccode.yml"}
    top = {p.relative_to(ROOT).parts[0] for p in tracked()}
    assert {name for name in top if not name.startswith(".")} <= allowed
