"""What the gateway does with dossiers and steps: takes each once a key, refuses what is malformed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from counter.errors import Problem
from counter.i18n import t_in
from counter.portal import fields, strict
from counter.portal.checks import consistent
from counter.portal.messages import PRACTICE_MARK
from counter.portal.practice.book import Book, Record
from counter.portal.practice.faults import Fault
from counter.portal.practice.kept import Kept, Said
from counter.portal.strict import Json
from counter.text import one_line

# Words of the wire, by which clients decide (national-sync 2.2, 6, 8).
ADDED: Final = "Thêm mới thành công"
UPDATED: Final = "Cập nhật thành công"
STEPS_TAKEN: Final = "Cập nhật tiến độ thành công"
EXISTS: Final = "Hồ sơ đã tồn tại"
MOST_STEPS: Final = 10
_REASONS: Final = 5  # reasons named in one refusal

Message = dict[str, Json]
Codes = Mapping[str, tuple[str, frozenset[str]]]  # procedure → its sector code and paper codes, by the card


def refused(message_id: str, **params: str | int) -> Said:
    """A refusal in the portal's language."""
    return Said("-3", t_in("vi", message_id, **params))


class Taking:
    """One for both variants of the gateway. `codes`: what the cards of the procedures say.

    `marked_only`: refuse dossiers of a real store, so that none of them counts as filed.
    """

    def __init__(self, book: Book, codes: Codes, *, marked_only: bool = False) -> None:
        self._book = book
        self._codes = codes
        self._marked_only = marked_only

    def dossiers(
        self, messages: Sequence[Json], *, updating: bool, key: str, fault: Fault | None = None
    ) -> Said:
        """Take HoSo messages, all or none. An add with a key is checked against the book itself; one without
        is checked against a look-up that a fault may make forgetful, and then there are two."""
        whole = _objects(messages)
        if not whole:
            return refused("practice_portal.no_data")
        if problem := next((found for hoso in whole if (found := self._wrong(hoso))), None):
            return problem

        def work(blind: bool) -> tuple[Said, int]:
            return self._take(whole, updating=updating, blind=blind), 0

        operation = "update" if updating else "add"
        with self._book.lock:
            said = self._once(operation, key, whole, lambda: work(fault is Fault.FORGET_LOOKUP and not key))
            if said.taken and fault is Fault.DOUBLE:
                self._once(operation, key, whole, lambda: work(True))
            if said.taken and fault is Fault.FORGET_DOSSIER:
                for hoso in whole:
                    self._book.forget(_text(hoso, "MaHoSo"))
            self._book.save()
        return said

    def steps(self, messages: Sequence[Json], *, key: str, fault: Fault | None = None) -> Said:
        """Take TienDo messages, all or none; half of them under a fault, and the rest of a key's later."""
        whole = _objects(messages)
        if not whole:
            return refused("practice_portal.no_data")
        if problem := next((found for step in whole if (found := _wrong_step(step))), None):
            return problem
        with self._book.lock:
            done = self._begun("steps", key, whole)
            said = self._once("steps", key, whole, lambda: self._append(whole, done, fault is Fault.HALF))
            if said.taken and fault is Fault.DOUBLE:
                self._once("steps", key, whole, lambda: self._append(whole, 0, half=False))
            self._book.save()
        return said

    def look_up(self, code: str, fault: Fault | None = None) -> list[Json]:
        """The rows of TraCuuHoSo: none where it is not known; a fault may forget or lie about it."""
        with self._book.lock:
            record = self._book.records.get(code)
            if record is None or fault is Fault.FORGET_LOOKUP:
                return []
            told = {"MaHoSo": code, "TrangThaiHoSo": record.state, "MaTTHC": record.procedure}
            told["NgayTiepNhan"] = _text(record.message, "NgayTiepNhan")
        if fault is Fault.OTHER_CODE:
            told["MaHoSo"] = other_code(code)
        if fault is Fault.BACKWARDS:
            told["TrangThaiHoSo"] = earlier(record.state)
        return [dict(told)]

    # -- under the lock ---------------------------------------------------------------------------

    def _once(
        self, operation: str, key: str, whole: list[Message], work: Callable[[], tuple[Said, int]]
    ) -> Said:
        """The work, or the answer that its key had; another message under a key is refused (409)."""
        if not key:
            return work()[0]
        at, digest = f"{operation} {key}", _digest(whole)
        kept = self._book.answers.get(at)
        if kept is not None and kept.digest != digest:
            return replace(refused("practice_portal.key_used"), code="-9", status=409)
        if kept is not None and kept.said.taken:
            return kept.said
        said, taken = work()
        if said.taken or taken:  # a refusal is not kept: what was mended may come under the same key
            codes = tuple(dict.fromkeys(_text(message, "MaHoSo") for message in whole))
            self._book.answers[at] = Kept(digest, codes, said, taken)
        return said

    def _begun(self, operation: str, key: str, whole: list[Message]) -> int:
        kept = self._book.answers.get(f"{operation} {key}") if key else None
        return kept.taken if kept is not None and kept.digest == _digest(whole) else 0

    def _take(self, whole: list[Message], *, updating: bool, blind: bool) -> Said:
        known = [_text(hoso, "MaHoSo") in self._book.records for hoso in whole]
        if updating and not all(known):
            return refused("practice_portal.not_known", code=_text(whole[known.index(False)], "MaHoSo")[:60])
        if not updating and any(known) and not blind:
            return Said("3", EXISTS)
        for hoso in whole:
            code, state = _text(hoso, "MaHoSo"), _text(hoso, "TrangThaiHoSo")
            if updating:
                self._book.update(code, hoso, state)
            else:
                self._book.create(Record(code, "gateway", _text(hoso, "MaTTHC"), state, hoso))
        return Said("0", UPDATED if updating else ADDED)

    def _append(self, whole: list[Message], done: int, half: bool) -> tuple[Said, int]:
        unknown = next((c for s in whole if (c := _text(s, "MaHoSo")) not in self._book.records), None)
        if unknown is not None:
            return refused("practice_portal.not_known", code=unknown[:60]), 0
        end = (done + len(whole) + 1) // 2 if half else len(whole)
        for step in whole[done:end]:
            record = self._book.records[_text(step, "MaHoSo")]
            record.steps.append(step)
            record.state = _text(max(record.steps, key=lambda s: _text(s, "ThoiDiemXuLy")), "TrangThai")
        if end < len(whole) or half:
            return Said("-1", t_in("vi", "practice_portal.half", taken=end, of=len(whole))), end
        return Said("0", STEPS_TAKEN), end

    def _wrong(self, hoso: Message) -> Said | None:
        """Why a HoSo is malformed, or uses codes that the procedure's card does not have."""
        found = list(fields.validate(hoso))
        code = _text(hoso, "MaHoSo")
        if self._marked_only and not code.startswith(PRACTICE_MARK):
            return refused("practice_portal.not_practice", code=code[:60])
        bare = {**hoso, "MaHoSo": code.removeprefix(PRACTICE_MARK)}
        if not found:
            ours = {"portal.hold.provisional"} if code != bare["MaHoSo"] else set()
            found = [problem for problem in consistent(bare) if problem.message_id not in ours]
        known = self._codes.get(_text(hoso, "MaTTHC"))
        if not found and known is None:
            return refused("practice_portal.no_procedure", code=_text(hoso, "MaTTHC")[:20])
        if not found and known is not None:
            found = list(_foreign_codes(hoso, *known))
        return _reasons(found)


def _foreign_codes(hoso: Message, sector: str, papers: frozenset[str]) -> list[Problem]:
    found = []
    if _text(hoso, "MaLinhVuc") != sector:
        found.append(Problem("MaLinhVuc", "practice_portal.not_on_card", {"name": "MaLinhVuc"}))
    listed = hoso.get("TaiLieuNop")
    for row in listed if isinstance(listed, list) else ():
        code = _text(row, "MaThanhPhanHoSo") if isinstance(row, dict) else ""
        if code and code not in papers:
            found.append(Problem("TaiLieuNop", "practice_portal.not_on_card", {"name": "MaThanhPhanHoSo"}))
    return found


def _wrong_step(step: Message) -> Said | None:
    return _reasons(list(fields.validate(step, fields.TIEN_DO)))


def _reasons(found: list[Problem]) -> Said | None:
    if not found:
        return None
    told = " ".join(t_in("vi", p.message_id, **p.params) for p in found[:_REASONS])
    return refused("practice_portal.malformed", count=len(found), reasons=one_line(told))


def _objects(messages: Sequence[Json]) -> list[Message]:
    """The messages, none where one of them is no object."""
    found = [message for message in messages if isinstance(message, dict)]
    return found if len(found) == len(messages) else []


def _text(message: Mapping[str, Json], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""


def _digest(whole: list[Message]) -> str:
    return hashlib.sha256(strict.write([dict(sorted(message.items())) for message in whole])).hexdigest()


def other_code(code: str) -> str:
    """The code of another dossier: the last digit is the next one."""
    last = code[-1:]
    return f"{code[:-1]}{(int(last) + 1) % 10}" if last.isdecimal() else f"{code}1"


def earlier(state: str) -> str:
    """A state that lies before this one."""
    return str(max(1, int(state) - 2)) if state.isdecimal() else "1"
