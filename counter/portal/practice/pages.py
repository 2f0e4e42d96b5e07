"""The pages of the practice portal. Every one says first that it is for practice. No script is needed."""

from collections.abc import Iterable, Mapping
from typing import Final

from counter.errors import Problem
from counter.i18n import t_in
from counter.models.catalogue import Procedure
from counter.portal.practice.markup import Html, el, joined
from counter.portal.practice.replies import HTML, Reply
from counter.portal.practice.web_fields import WebField, shown

# An attack by something a person typed would still find nothing that it may load or run.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_STYLE: Final = Html(
    "body{font:1.05em/1.5 sans-serif;max-width:52em;margin:0 auto;padding:0 1em 4em}"
    "body{color:#111;background:#fff}"
    ".tap{background:#7a0019;color:#fff;padding:.6em 1em;margin:0 -1em 1em;font-weight:bold}"
    ".code{font:bold 1.6em monospace;border:3px solid #111;padding:.4em;display:inline-block}"
    ".field p{margin:.2em 0}"
    ".field{margin:1em 0}.wrong{color:#9a0000}.field.wrong{border-left:5px solid #9a0000;padding-left:.6em}"
    "input,select,textarea,button{font:inherit;max-width:100%}button{padding:.4em 1.4em}"
    "td,th{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}a{color:#00389a}"
    "button:focus,input:focus,select:focus,textarea:focus,a:focus{outline:3px solid #00389a}"
)


def word(name: str, **params: str | int) -> str:
    """A text of the pages; they speak Vietnamese, as the portal does."""
    return t_in("vi", f"practice_portal.web.{name}", **params)


def page(title: str, *content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A whole page."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width"),
        el("meta", name="robots", content="noindex"),
        el("title", word("title", title=title)),
        el("style", _STYLE),
    )
    banner = el("p", word("banner"), class_="tap", role="note")
    foot = joined(el("hr"), el("p", word("banner")))
    body = el("body", banner, el("h1", title), *content, foot)
    whole = "<!doctype html>\n" + el("html", head, body, lang="vi")
    given = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
    return Reply(status, whole.encode(), HTML, {**given, **(headers or {})})


def elsewhere(path: str, headers: Mapping[str, str] | None = None) -> Reply:
    """Go to another page (303). `path` is one of ours."""
    return Reply(303, b"", HTML, {"Location": path, "Cache-Control": "no-store", **(headers or {})})


def log_in(after: str, *, over: bool = False) -> Reply:
    """The log-in that asks for nothing; `over`: a session has ended."""
    return page(
        word("log_in"),
        el("p", word("session_over"), class_="wrong", role="alert") if over else Html(""),
        el("p", word("log_in.note")),
        el(
            "form",
            el("input", type="hidden", name="tiep", value=after),
            el("button", word("log_in.button"), id="dang-nhap"),
            method="post",
            action="/dang-nhap",
        ),
        status=401 if over else 200,
    )


def menu() -> Html:
    """The links of every page behind the log-in."""
    out = el("form", el("button", word("log_out")), method="post", action="/dang-xuat")
    return joined(
        el("p", el("a", word("procedures"), href="/thu-tuc"), " · ", el("a", word("filed"), href="/ho-so")),
        out,
    )


def procedures(known: Iterable[Procedure]) -> Reply:
    """The procedures to choose from, by sector."""
    sectors: dict[str, list[Procedure]] = {}
    for procedure in known:
        sectors.setdefault(procedure.sector, []).append(procedure)
    parts = []
    for sector, those in sectors.items():
        rows = (el("li", el("a", f"{p.title} ({p.code})", href=f"/thu-tuc/{p.code}")) for p in those)
        parts.append(joined(el("h2", sector), el("ul", *rows)))
    return page(word("procedures"), menu(), *parts)


def form(
    procedure: Procedure,
    fields: tuple[WebField, ...],
    token: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, Problem],
) -> Reply:
    """The form of a procedure; after a press that found something wrong with everything that was typed."""
    boxes = (
        shown(field, number, typed.get(field.key, ""), wrong.get(field.key))
        for number, field in enumerate(fields, start=1)
    )
    told = el("p", word("mend", count=len(wrong)), class_="wrong", role="alert") if wrong else Html("")
    return page(
        procedure.title,
        menu(),
        el("p", f"{procedure.name} – {procedure.code}"),
        el("p", word("marks")),
        told,
        el(
            "form",
            el("input", type="hidden", name="dau", value=token),
            *boxes,
            el("p", el("button", word("send"), id="nop")),
            method="post",
            action=f"/thu-tuc/{procedure.code}",
        ),
        status=422 if wrong else 200,
    )


def dossier(code: str, procedure: str, state: str, rows: Iterable[tuple[str, str]], *, fresh: bool) -> Reply:
    """A dossier with its code. `fresh`: it was filed just now."""
    table = el("table", *(el("tr", el("th", name, scope="row"), el("td", value)) for name, value in rows))
    return page(
        word("sent" if fresh else "dossier"),
        menu(),
        el("p", word("code_is")),
        el("p", code, class_="code", id="ma-ho-so"),
        el("p", word("code_note")),
        el("p", word("state", state=state)),
        el("h2", procedure),
        table,
    )


def filed(rows: Iterable[tuple[str, str, str]], asked: str) -> Reply:
    """The dossiers that were filed here: code, procedure, whose; found by code or name."""
    found = [
        el("tr", el("td", el("a", code, href=f"/ho-so/{code}")), el("td", name), el("td", whose))
        for code, name, whose in rows
    ]
    search = el(
        "form",
        el("label", word("search"), for_="tim"),
        " ",
        el("input", type="text", id="tim", name="tim", value=asked, size="30"),
        " ",
        el("button", word("search.button")),
        method="get",
        action="/ho-so",
    )
    return page(word("filed"), menu(), search, el("table", *found) if found else el("p", word("none_filed")))


def problem(name: str, status: int, **params: str | int) -> Reply:
    """A page that says why not, and where to go on."""
    return page(word(f"{name}.title"), el("p", word(name, **params), role="alert"), menu(), status=status)


def refusal(text: str, status: int) -> Reply:
    """The portal says no, in its own words."""
    return page(word("refused"), el("p", text, class_="wrong", role="alert"), menu(), status=status)
