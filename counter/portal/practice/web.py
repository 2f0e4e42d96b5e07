"""The web pages: log in (nothing is asked), choose a procedure, fill its form, get a code, look up dossiers.

A session ends after some minutes without a press; what was typed is then lost, as at the real portal.
"""

import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final

from counter.i18n import local, t_in
from counter.models.catalogue import Procedure
from counter.portal.practice import pages
from counter.portal.practice.book import Record
from counter.portal.practice.desk import Answer, Desk, Request
from counter.portal.practice.faults import Fault, RequestKind
from counter.portal.practice.replies import JSON, Reply
from counter.portal.practice.web_fields import checked_values, typed_values, web_fields
from counter.portal.strict import Json
from counter.rules.portal_fields import PortalOrder
from counter.text import fold

COOKIE: Final = "tap_phien"
_FILED_STATE: Final = "1"  # mới đăng ký
_MOST_LISTED: Final = 200
_PLAIN: Final = PortalOrder()


class Web:
    """Answers what a browser asks. `orders`: the portal's order of fields, by procedure."""

    def __init__(self, desk: Desk, orders: Mapping[str, PortalOrder]) -> None:
        self._desk = desk
        self._orders = orders

    def answer(self, request: Request) -> Answer:
        """The page to show; of a fault the line does the rest."""
        sends = request.method == "POST" and request.path.startswith("/thu-tuc/")
        kind = RequestKind.WEB_SEND if sends else RequestKind.WEB_PAGE
        subject = request.path.rpartition("/")[2] if sends else ""
        answer = self._desk.serve(kind, subject, "", lambda fault: self._page(request, fault))
        if answer.rule is not None and answer.reply.type == JSON:  # a refusal, in words for a program
            text = answer.rule.text or t_in("vi", "practice_portal.web.refused.text")
            return Answer(pages.refusal(text, answer.reply.status), answer.rule)
        return answer

    def _page(self, request: Request, fault: Fault | None) -> Reply:
        path, posted = request.path, request.method == "POST"
        if path == "/dang-nhap" and posted:
            return self._log_in(request)
        session = _session(request)
        if path == "/dang-xuat" and posted:
            self._desk.visits.end(session)
            return pages.elsewhere("/")
        if not self._desk.visits.good(session):
            over = bool(session)
            return pages.log_in(path if path.startswith(("/thu-tuc", "/ho-so")) else "/thu-tuc", over=over)
        head, _, name = path.removeprefix("/").partition("/")
        if head == "thu-tuc" and name:
            return self._procedure(request, name, fault)
        if posted:
            return pages.problem("nowhere", 404)
        if path in ("/", "/thu-tuc"):
            return pages.procedures(self._desk.cards.procedures.values())
        if head == "ho-so":
            return self._dossier(name, bool(request.asked("moi"))) if name else self._filed(request)
        return pages.problem("nowhere", 404)

    def _log_in(self, request: Request) -> Reply:
        try:
            after = request.form().get("tiep", [""])[0]
        except ValueError:
            after = ""
        # Only a page of ours: "//host" would be another place.
        known = after.startswith(("/thu-tuc", "/ho-so")) and after.isascii() and after.isprintable()
        cookie = f"{COOKIE}={self._desk.visits.open()}; Path=/; HttpOnly; SameSite=Strict"
        return pages.elsewhere(after if known else "/thu-tuc", {"Set-Cookie": cookie})

    # -- the form ---------------------------------------------------------------------------------

    def _procedure(self, request: Request, code: str, fault: Fault | None) -> Reply:
        procedure = self._desk.cards.procedures.get(code)
        if procedure is None:
            return pages.problem("nowhere", 404)
        fields = web_fields(procedure, self._orders.get(code, _PLAIN))
        if request.method != "POST":
            return pages.form(procedure, fields, secrets.token_hex(16), {}, {})
        try:
            form = request.form()
        except ValueError:
            return pages.problem("unreadable", 400)
        token = form.get("dau", [""])[0][:64]
        if not token:
            return pages.problem("unreadable", 400)
        typed = typed_values(fields, form)
        values, wrong = checked_values(fields, typed, local(self._desk.now()).date())
        if wrong:
            return pages.form(procedure, fields, token, typed, wrong)
        return pages.elsewhere(f"/ho-so/{self._file(procedure, values, token, fault)}?moi=1")

    def _file(self, procedure: Procedure, values: Mapping[str, str], token: str, fault: Fault | None) -> str:
        """File a form, once for each time it was opened."""
        book = self._desk.book
        with book.lock:
            if token in book.tokens and fault is not Fault.DOUBLE:
                return book.tokens[token]
            code = self._create(procedure, values)
            book.tokens[token] = code
            if fault is Fault.DOUBLE:
                self._create(procedure, values)
            if fault is Fault.FORGET_DOSSIER:
                book.forget(code)
            book.save()
        return code

    def _create(self, procedure: Procedure, values: Mapping[str, str]) -> str:
        code = self._desk.book.new_code(local(self._desk.now()).date())
        message: dict[str, Json] = dict(values)
        self._desk.book.create(Record(code, "web", procedure.code, _FILED_STATE, message))
        return code

    # -- what was filed ---------------------------------------------------------------------------

    def _dossier(self, code: str, fresh: bool) -> Reply:
        with self._desk.book.lock:
            record = self._desk.book.records.get(code)
            if record is None:
                return pages.problem("no_dossier", 404, code=code[:60])
            message, state = dict(record.message), record.state
        procedure = self._desk.cards.procedures.get(record.procedure)
        if record.way != "web" or procedure is None:
            return pages.dossier(code, record.procedure, _state(state), (), fresh=False)
        fields = web_fields(procedure, self._orders.get(procedure.code, _PLAIN))
        rows = [(field.asked.label, str(message.get(field.key, ""))) for field in fields]
        return pages.dossier(
            code, procedure.title, _state(state), (row for row in rows if row[1]), fresh=fresh
        )

    def _filed(self, request: Request) -> Reply:
        asked = request.asked("tim")[:100]
        wanted = fold(asked)
        with self._desk.book.lock:
            records = list(self._desk.book.records.values())
        rows = []
        for record in reversed(records):
            whose = str(record.message.get("nguoi_nop_ho_ten") or record.message.get("ChuHoSo") or "")
            told = " ".join([record.code, *(str(value) for value in record.message.values())])
            if not wanted or wanted in fold(told):
                procedure = self._desk.cards.procedures.get(record.procedure)
                rows.append((record.code, procedure.title if procedure else record.procedure, whose))
        return pages.filed(rows[:_MOST_LISTED], asked)


def _session(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _state(state: str) -> str:
    return t_in("vi", f"wording.state.{state}")
