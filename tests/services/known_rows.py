"""A known ward written into the real tables, past the services: five thousand dossiers in a second."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from counter.models.instant import micros_or_none, to_micros
from counter.services.office import shipped_catalogue
from counter.services.store.connection import Connection, SqlValue
from counter.services.store.store import Store
from tests.services.known_ward import CLERKS, CLOSING, NOW, Fate, Free, Paper, Pay, Ward, moment

NAMES = {1: "Nguyễn Thị Hoa", 2: "Lê Văn Minh", 3: "=Trần Lan"}  # one that a sheet would take for a formula
_DIGEST = "0" * 64
_FEE = 8000
_STATES = {Paper.PAPER: "submitted", Paper.SCANNED: "submitted", Paper.FILE: "presented"}
_OTHER_STATES = {Paper.DATABASE: "from_database", Paper.SHOWN: "presented", Paper.MISSING: "missing"}


def write(ward: Ward, path: Path) -> Path:
    """The ward as a practice store."""
    with Store.open(path, practice=True) as store, store.write(NOW) as transaction:
        rows = Rows()
        rows.people()
        for number, fate in enumerate(ward.fates, start=1):
            rows.dossier(number, fate)
        rows.flush(transaction.connection)
        transaction.record(None, "practice.filled", subject=("practice", ward.seed), operation="known")
    return path


class Rows:
    """Rows by table, in an order in which their parents come first."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[str, Sequence[SqlValue]]]] = defaultdict(list)
        self._moves = self._requests = self._payments = self._put_off = 0

    def add(self, table: str, **values: SqlValue) -> None:
        """One row."""
        self._rows[table].append((", ".join(values), tuple(values.values())))

    def flush(self, connection: Connection) -> None:
        """Write them all."""
        for table, rows in self._rows.items():
            for names in {names for names, _ in rows}:
                places = ", ".join("?" * len(names.split(", ")))
                of_it = [values for these, values in rows if these == names]
                connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", of_it)  # noqa: S608  names of the schema

    def people(self) -> None:
        """Who works here, what is received, and one scan that stands for all."""
        for ident in CLERKS:
            self.add(
                "staff", id=ident, name=NAMES[ident], folded="x", role="clerk", pin_hash="$argon2id$x",
                active=1, tries=0, created_at=1, version=1,
            )  # fmt: skip
        for one in shipped_catalogue().all():
            self.add(
                "procedure", code=one.code, name=one.name, sector=one.sector, data_version="1", updated_at=1
            )
        self.add("attachment_content", digest=_DIGEST, content=b"%PDF")

    def dossier(self, ident: int, fate: Fate) -> None:
        """One dossier with all that hangs on it."""
        # Every table must be known before the dossier's children: dict order is the order of writing.
        self._dossier(ident, fate)
        self._life(ident, fate)
        self._fee(ident, fate)
        for place, paper in enumerate(fate.papers):
            self._paper(ident, place, paper)
        if fate.assisted:
            self.add(
                "submission", dossier_id=ident, state="filed", since=1, consent_kind="signature",
                consent_text_version="1", portal_code="P", portal_code_reversed="P",
                filed_at=to_micros(moment(fate.on)), note="", created_at=1, version=1,
            )  # fmt: skip

    def _dossier(self, ident: int, fate: Fate) -> None:
        state, ended = _state(fate), micros_or_none(moment(fate.ended, fate.evening) if fate.ended else None)
        code = f"H57.15-{fate.on:%y%m%d}-{ident:05}"
        self.add(
            "dossier", id=ident, code=code, code_reversed=code[::-1], short_code=f"{ident:05}", provisional=0,
            day=(fate.filed or fate.on).isoformat(), sequence=ident, state=state, money=_money(fate.pay),
            papers_held="none",
            sync="confirmed" if fate.synced else "none", procedure_code=fate.procedure, procedure_name="x",
            applicant="{}", applicant_name="Lê Út", folded="le ut", identity="same_person", behalf_of="",
            behalf_paper="", channel=fate.channel, result_way="counter", contact_phone="",
            contact_phone_reversed="", contact_whose="", received_at=to_micros(moment(fate.filed or fate.on)),
            received_by=fate.clerk, due_at=_closing(fate.moved()), due_reason="", due_warnings="[]",
            ready_at=ended if state >= 9 else None,
            returned_at=ended + 60_000_000 if ended and state == 10 else None, returned_to="",
            fee_total=None, fee_unknown="[]", fee_sources="[]", fee_inputs="{}", exempt_group="",
            operation=f"known-{ident}", note="", version=1,
        )  # fmt: skip

    def _paper(self, ident: int, place: int, paper: Paper) -> None:
        state = (_STATES | _OTHER_STATES)[paper]
        self.add(
            "dossier_paper", dossier_id=ident, position=place, key=f"p{place}", name="x", state=state,
            originals=1, copies=0,
        )  # fmt: skip
        if paper in (Paper.SCANNED, Paper.FILE):
            for position in range(1 + ident % 2):  # some papers have two files: they are one component
                self.add(
                    "attachment", dossier_id=ident, position=2 * place + position, paper_key=f"p{place}",
                    name="x", pages=1, size=4, digest=_DIGEST, source_name="", added_by=1, added_at=1,
                    operation="x",
                )  # fmt: skip

    # -- moves ------------------------------------------------------------------------------------------

    def _move(
        self, ident: int, name: str, before: int, after: int, at: int, undoes: int | None = None
    ) -> int:
        self._moves += 1
        self.add(
            "dossier_move", id=self._moves, dossier_id=ident, name=name, state_before=before,
            state_after=after, held_before="none", held_after="none", was="[]", reason="x", made_by=1,
            made_at=at, undoes=undoes, operation=f"m{self._moves}",
        )  # fmt: skip
        return self._moves

    def _life(self, ident: int, fate: Fate) -> None:
        due, state = fate.due, 4
        if fate.filed and fate.taken == 2:
            at = to_micros(moment(fate.on))
            taken_back = self._move(ident, "receive", 1, 2, at - 86_400_000_000)  # a slip of the hand
            self._move(ident, "undo", 2, 1, at - 86_340_000_000, undoes=taken_back)
            self._move(ident, "receive", 1, 2, at)
            self._move(ident, "begin", 2, 4, at)
        for number, (asked, answered) in enumerate(fate.rounds):
            at = to_micros(moment(asked))
            move = self._move(ident, "ask_supplement", 4, 5, at)
            self._requests += 1
            self.add(
                "supplement", id=self._requests, dossier_id=ident, move_id=move, round=number + 1,
                stage="substance", reason="x", legal_basis="", policy="pause", due_before=_closing(due),
                asked_by=1, asked_at=at, operation=f"s{self._requests}",
            )  # fmt: skip
            if fate.undone and not number:
                self._move(ident, "undo", 5, 4, at + 60_000_000, undoes=move)
            elif answered is None:
                state = 5
            else:
                due = self._answered(ident, answered, due, answered - asked)
        if fate.put_off and fate.due:
            self._extended(ident, fate.put_off, fate.due)
        if fate.ended and fate.end in (7, 8):
            name = "withdraw" if fate.end == 7 else "stop"
            at = to_micros(moment(fate.ended, fate.evening))
            taken_back = self._move(ident, name, state, fate.end, at - 7_200_000_000)
            self._move(ident, "undo", fate.end, state, at - 7_140_000_000, undoes=taken_back)
            self._move(ident, name, state, fate.end, at)

    def _answered(self, ident: int, on: date, due: date | None, wait: timedelta) -> date | None:
        at = to_micros(moment(on))
        due = due + wait if due else None
        if ident % 3 == 0:  # the day before, and taken back at once: it never was
            early = self._answer(ident, at - 86_400_000_000, due)
            self._move(ident, "undo", 4, 5, at - 86_340_000_000, undoes=early)
        self._answer(ident, at, due)
        return due

    def _answer(self, ident: int, at: int, due: date | None) -> int:
        move = self._move(ident, "resume", 5, 4, at)
        self.add(
            "supplement_answer", supplement_id=self._requests, move_id=move, due_after=_closing(due),
            due_reason="", note="", received_by=1, answered_at=at, operation=f"a{move}",
        )  # fmt: skip
        return move

    def _extended(self, ident: int, put_off: tuple[date, date], due: date) -> None:
        at = to_micros(moment(put_off[0]))
        self._put_off += 1
        self.add(
            "decision", dossier_id=ident, move_id=self._move(ident, "extend", 4, 4, at), kind="extended",
            year=2026, number=self._put_off, asked_by="agency", ground="", reason="x", papers_back="",
            money="none", due_before=_closing(due), due_after=_closing(put_off[1]), made_by=1, approved_by=2,
            made_at=at, operation=f"e{self._put_off}",
        )  # fmt: skip

    # -- money ------------------------------------------------------------------------------------------

    def _fee(self, ident: int, fate: Fate) -> None:
        amounts: list[tuple[str, int | None]] = []
        if isinstance(fate.pay, Pay):
            amounts = [("phi", None if fate.pay is Pay.UNKNOWN else _FEE), ("le_phi", 0), ("post", 20_000)]
        elif fate.pay is Free.WAIVED:
            amounts = [("le_phi", 0)]
        elif fate.pay is Free.POSTAGE:
            amounts = [("post", 20_000)]
        for place, (kind, amount) in enumerate(amounts):
            self.add(
                "fee_line", dossier_id=ident, position=place, fee_id="x", label="x", quantity=1,
                unit_amount=amount, amount=amount, waived=0, source="", kind=kind,
            )  # fmt: skip
        if isinstance(fate.pay, Pay):
            for parts, back in _payments(fate.pay):
                self._payment(ident, fate, parts, back)

    def _payment(self, ident: int, fate: Fate, parts: Sequence[tuple[str, int, str]], back: bool) -> None:
        self._payments += 1
        number, total = self._payments, sum(amount for _, amount, _ in parts)
        at = to_micros(moment(fate.on)) + 60_000_000
        for sign, kind in ((1, "payment"), (-1, "void")) if back else ((1, "payment"),):
            self.add(
                "payment", id=self._payments, kind=kind, reverses=None if sign > 0 else number,
                total=sign * total, payer_name="", payer_relation="self", reason="" if sign > 0 else "x",
                receipt_later="", taken_by=1, approved_by=None if sign > 0 else 2, taken_at=at,
                operation=f"p{self._payments}",
            )  # fmt: skip
            for place, (means, amount, reference) in enumerate(parts):
                self.add(
                    "payment_means", payment_id=self._payments, position=place, means=means,
                    amount=sign * amount, reference=reference if sign > 0 else "",
                )  # fmt: skip
            self.add(
                "payment_share", payment_id=self._payments, position=0, dossier_id=ident, fee_kind="phi",
                amount=sign * total,
            )  # fmt: skip
            self._payments += 1
        self._payments -= 1


def _payments(pay: Pay) -> Iterator[tuple[Sequence[tuple[str, int, str]], bool]]:
    """Payments by means, amount and code, and whether they were voided."""
    half, sent = _FEE // 2, ("transfer", _FEE, "FT1")
    match pay:
        case Pay.TRANSFER:
            yield [sent], False
        case Pay.TRANSFER_AFTER_VOID:
            yield [("cash", _FEE, "")], True
            yield [sent], False
        case Pay.TWO_TRANSFERS:
            yield [("transfer", half, "FT1")], False
            yield [("transfer", half, "FT2")], False
        case Pay.CASH | Pay.CARD | Pay.POST:
            yield [(pay.value, _FEE, "R1")], False
        case Pay.NO_CODE:
            yield [("transfer", _FEE, "")], False
        case Pay.MIXED:
            yield [("cash", half, ""), ("transfer", half, "FT1")], False
        case Pay.VOIDED:
            yield [sent], True


def _money(pay: Pay | Free) -> str:
    if isinstance(pay, Free):
        return "none"
    return {Pay.DUE: "due", Pay.VOIDED: "due", Pay.UNKNOWN: "unknown"}.get(pay, "paid")


def _state(fate: Fate) -> int:
    if fate.taken != 2:
        return fate.taken
    if fate.ended:
        return fate.end
    return 5 if fate.counted and fate.counted[-1][1] is None else 4


def _closing(day: date | None) -> int | None:
    return to_micros(moment(day).replace(hour=CLOSING)) if day else None
