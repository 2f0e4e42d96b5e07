"""No text is handed to a widget as markup: a name `[@click=app.quit]An[/]` would act, `[/]` would crash.

Textual reads markup in the text of these calls unless it is a `Content` or `markup=False` stands there.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "counter"
READS_MARKUP = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Switch", "Collapsible", "Link", "Tooltip",
    "Toast", "Markdown", "TabPane", "notify", "from_markup", "add_columns", "add_column", "add_row",
}  # fmt: skip
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}


def read_as_markup(source: str) -> Iterator[int]:
    """The lines where a text may be read as markup."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in READS_MARKUP:
            if _name(node.func) == "from_markup" or not (_plain(node) or all(map(_safe, node.args))):
                yield node.lineno
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = any(isinstance(t, ast.Attribute) and t.attr in ATTRIBUTES for t in targets)
            if named and node.value is not None and not _safe(node.value):
                yield node.lineno


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _plain(call: ast.Call) -> bool:
    """`markup=False`."""
    return any(
        k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
        for k in call.keywords
    )


def _safe(value: ast.expr) -> bool:
    """A `Content(…)`; an empty text, or one that stands in the source and has no bracket."""
    if isinstance(value, ast.Call):
        return _name(value.func) == "Content"
    return isinstance(value, ast.Constant) and "[" not in str(value.value)


def test_no_text_is_handed_over_as_markup() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in read_as_markup(path.read_text(encoding="utf-8"))
    ]
    assert not found, found


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Static(t('a.b', name=name), id='x')",
        "Label(f'{name}')",
        "self.app.notify(name)",
        "notify(name, markup=True)",
        "Button(person.full_name)",
        "box.border_title = name",
        "box.tooltip = f'{name}'",
        "Content.from_markup(name)",
        "table.add_row(name)",
        "Static('[b]x[/b]')",
    ],
)
def test_the_look_for_markup_can_fail(source: str) -> None:
    assert list(read_as_markup(source)) == [1]


@pytest.mark.parametrize(
    "source",
    ["Static(name, markup=False)", "Static(Content(name))", "Static('')", "box.border_title = Content(name)"],
)
def test_text_as_text_is_let_through(source: str) -> None:
    assert not list(read_as_markup(source))
