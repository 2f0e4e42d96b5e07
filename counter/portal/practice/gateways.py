"""Both variants of the gateway (national-sync 1.1 and 1.2): what comes in as JSON and what is said back.

The adapter has its session in the body and one address for several services; the provincial gateway has
three addresses and takes bare arrays.
"""

from collections.abc import Callable
from typing import Final

from counter.i18n import t_in
from counter.portal import strict
from counter.portal.practice.desk import Answer, Desk, Request
from counter.portal.practice.faults import Fault, RequestKind
from counter.portal.practice.kept import Said
from counter.portal.practice.replies import TEXT, Reply, json_reply, said
from counter.portal.practice.taking import MOST_STEPS, STEPS_TAKEN, UPDATED, refused
from counter.portal.strict import Json

USER: Final = "tap"
PASSWORD: Final = "tap"  # noqa: S105 - printed by the command itself; no other is taken, so no real one is lured
AUTH, INTEGRATION, SHARE = "/lgsp/auth", "/lgsp/integration", "/lgsp/share"
ADD, UPDATE, STEPS = "/tinh/them-moi", "/tinh/cap-nhat", "/tinh/tien-trinh"
PATHS: Final = frozenset({AUTH, INTEGRATION, SHARE, ADD, UPDATE, STEPS})
OK_ADAPTER: Final = "Đồng bộ hồ sơ thành công"

Body = dict[str, Json]


class Gateways:
    """Answers the requests of both variants."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, request: Request) -> Answer:
        """The answer to a POST to one of PATHS."""
        if request.method != "POST":
            return Answer(said("-9", t_in("vi", "practice_portal.post_only"), 405))
        if not request.headers.get("content-type", "").lower().startswith("application/json"):
            return Answer(said("-9", t_in("vi", "practice_portal.json_only"), 415))
        try:
            body = strict.read(request.body)
        except strict.NotJson:
            return Answer(said("-9", t_in("vi", "practice_portal.not_json"), 400))
        if request.path in (ADD, UPDATE, STEPS):
            return self._provincial(request, body)
        if not isinstance(body, dict):
            return Answer(said("-9", t_in("vi", "practice_portal.not_json"), 400))
        if not request.headers.get("dstcode"):
            return Answer(said("-9", t_in("vi", "practice_portal.no_dstcode"), 400))
        if request.path == AUTH:
            return self._desk.serve(RequestKind.AUTH, "", "", lambda _: self._auth(body))
        return self._service(request, body)

    # -- adapter ----------------------------------------------------------------------------------

    def _auth(self, body: Body) -> Reply:
        if (body.get("username"), body.get("password")) != (USER, PASSWORD):
            return said(-1, t_in("vi", "practice_portal.no_entry", user=USER))
        return json_reply({"error_code": 0, "message": "Thành công", "session": self._desk.sessions.open()})

    def _service(self, request: Request, body: Body) -> Answer:
        service = _text(body, "service")
        kind, subject, work = self._work(request, body, service)

        def checked(fault: Fault | None) -> Reply:
            if not self._desk.sessions.good(_text(body, "session")):
                return said(-2, t_in("vi", "practice_portal.session_over"), 401)
            if not _text(body, "madonvi"):
                return said(-3, t_in("vi", "practice_portal.no_unit"))
            return work(fault)

        return self._desk.serve(kind, subject, request.key, checked)

    def _work(
        self, request: Request, body: Body, service: str
    ) -> tuple[RequestKind, str, Callable[[Fault | None], Reply]]:
        """What a service is to the faults, the dossier it is about, and its work."""
        taking, cards = self._desk.taking, self._desk.cards
        data, code = body.get("data"), _text(body, "mahoso")
        rows = data if isinstance(data, list) else []
        if request.path == INTEGRATION and service == "TraCuuHoSo":
            return RequestKind.ASK, code, lambda fault: _result(taking.look_up(code, fault))
        if request.path == INTEGRATION and service == "DongBoHoSoMC":
            updating = body.get("isUpdating")
            if updating not in ("True", "False"):
                wrong = refused("practice_portal.updating")
                return RequestKind.ADD, _subject(rows), lambda _: _adapter(wrong)
            return self._sync(request, rows, updating == "True")
        if request.path == INTEGRATION and service == "CapNhatTienDoHoSoMC":
            return (
                RequestKind.STEPS,
                _subject(rows),
                lambda fault: _adapter(taking.steps(rows, key=request.key, fault=fault)),
            )
        if request.path == INTEGRATION and service == "LayThuTuc":
            wanted = _text(body, "maTTHC")
            return (
                RequestKind.CARD,
                "",
                lambda fault: _result(cards.card(wanted, other_names=fault is Fault.OTHER_NAMES)),
            )
        if request.path == SHARE and service == "TraCuuTechID":
            return RequestKind.LISTS, "", lambda _: _result(_tech_id(_text(body, "mstorcmnd")))
        listed = cards.listed(service) if request.path == SHARE else None
        if listed is not None:
            return RequestKind.LISTS, "", lambda _: _result(listed)
        return RequestKind.LISTS, "", lambda _: said(-9, t_in("vi", "practice_portal.no_service"))

    def _sync(
        self, request: Request, rows: list[Json], updating: bool
    ) -> tuple[RequestKind, str, Callable[[Fault | None], Reply]]:
        def work(fault: Fault | None) -> Reply:
            told = self._desk.taking.dossiers(rows, updating=updating, key=request.key, fault=fault)
            return _adapter(Said("0", OK_ADAPTER) if told.taken else told)

        return RequestKind.UPDATE if updating else RequestKind.ADD, _subject(rows), work

    # -- provincial gateway -----------------------------------------------------------------------

    def _provincial(self, request: Request, body: Json) -> Answer:
        taking, rows = self._desk.taking, body if isinstance(body, list) else []
        subject, key = _subject(rows), request.key
        if request.path == STEPS:

            def steps(fault: Fault | None) -> Reply:
                if len(rows) > MOST_STEPS:
                    told = refused("practice_portal.too_many_steps", most=MOST_STEPS)
                else:
                    told = taking.steps(rows, key=key, fault=fault)
                text = UPDATED if told.message == STEPS_TAKEN else told.message
                return Reply(told.status, text.encode(), TEXT)

            return self._desk.serve(RequestKind.STEPS, subject, key, steps)
        updating = request.path == UPDATE

        def dossiers(fault: Fault | None) -> Reply:
            told = taking.dossiers(rows, updating=updating, key=key, fault=fault)
            return said(told.code, told.message, told.status)

        kind = RequestKind.UPDATE if updating else RequestKind.ADD
        return self._desk.serve(kind, subject, key, dossiers)


def _adapter(told: Said) -> Reply:
    """The adapter has numbers for codes."""
    return said(int(told.code), told.message, told.status)


def _result(rows: Json) -> Reply:
    return json_reply({"error_code": 0, "message": "", "result": rows})


def _tech_id(number: str) -> Json:
    """An account for a number of 9 or 12 digits, always the same; nothing for others."""
    if not (number.isascii() and number.isdecimal() and len(number) in (9, 12)):
        return []
    return [{"TECHNICALID": f"00000000-0000-4000-8000-{number:>012}"}]


def _subject(rows: list[Json]) -> str:
    """The code of the first message's dossier."""
    first = rows[0] if rows else None
    return _text(first, "MaHoSo")[:60] if isinstance(first, dict) else ""


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
