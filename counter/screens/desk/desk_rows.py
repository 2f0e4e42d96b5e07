"""The desk's lines: a dossier, a draft, something found, the numbered menu."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from counter.commands import COMMANDS, MORE, on_digit
from counter.i18n import clock, local, t
from counter.models.desk import DeskCounts, DeskRow, Hit, Near
from counter.models.find import Meaning, MeaningKind
from counter.models.staff import StaffView
from counter.rules.rights import may
from counter.screens.parts.times import due_words, short_name, since
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.screens.desk.desk import DeskScreen

_TONES = {"late": "late", "today": "today", "ready": "done", "drafts": "dim"}
_PER_LINE = 5
_FAR = Near()  # nothing is known of the days yet
_WAITING = frozenset({"desk.next.process", "desk.next.portal"})  # nobody here has anything to do but watch
_TAKE = frozenset({"desk.next.take_money", "desk.next.ask_amount"})


def work_columns() -> tuple[Column, ...]:
    """Deadline first, what to do next last; the phone only where there is room."""
    return (
        Column(t("desk_screen.col.due"), 15),
        Column(t("desk_screen.col.code"), 7),
        Column(t("desk_screen.col.resident"), 15, grow=1),
        Column(t("desk_screen.col.procedure"), 17, grow=2),
        Column(t("desk_screen.col.next"), 17, grow=1),
        Column(t("desk_screen.col.phone"), 12, from_width=100),
    )


def hit_columns() -> tuple[Column, ...]:
    """What was found, and what it is."""
    return (
        Column(t("desk_screen.col.kind"), 8),
        Column(t("desk_screen.col.what"), 30, grow=2),
        Column(t("desk_screen.col.detail"), 20, grow=2),
        Column(t("desk_screen.col.key"), 6),
    )


def figures(counts: DeskCounts, now: datetime) -> list[str]:
    """How much there is to do, a figure and its word each; what waits for the portal with since when."""
    names = ("late", "today", "owing", "ready", "drafts", "open")
    parts = [t(f"desk_screen.{name}", n=getattr(counts, name)) for name in names]
    if counts.unsent and counts.unsent_since:
        ago = since(counts.unsent_since, now)
        parts.insert(2, t("desk_screen.unsent", n=counts.unsent, since=ago))
    else:
        parts.insert(2, t("desk_screen.unsent_none"))
    if counts.queued and counts.queued_since:
        ago = since(counts.queued_since, now)
        held = t("outbox_screen.figure_held", n=counts.queued_held) if counts.queued_held else ""
        parts.insert(3, t("outbox_screen.figure", n=counts.queued, since=ago) + held)
    if counts.looks:
        parts.insert(3, t("desk_screen.looks", n=counts.looks))
    return parts


def show_work(desk: "DeskScreen") -> None:
    """Put the rows the desk knows into its list; the cursor stays where it was."""
    rows = work_rows(desk.view.rows, desk.app.now(), desk.near)
    desk.query_one("#work", LineList).set_rows(rows, more=bool(desk.view.more))


def work_rows(rows: Sequence[DeskRow], now: datetime, near: Near = _FAR) -> tuple[Row, ...]:
    """The rows as they stand on the screen: mark and words say what the colour says.

    `near`: the next working days, by which a row says that it is due in one or two, and the limits to tell
    of a shortage by.
    """
    return tuple(_work_row(row, now, _left(row, now, near.days), near.shortages.get(row.id)) for row in rows)


def _left(row: DeskRow, now: datetime, near: Sequence[date]) -> int:
    """Working days left to a running dossier, 1 or 2; 0: due today, late, later, or not known yet."""
    if not near or not row.running or row.due is None or row.due < now:
        return 0
    last = local(row.due).date()
    if last == local(now).date():
        return 0
    left = sum(day < last for day in near) + 1  # the promised day counts itself, also when it is off by now
    return left if left < len(near) else 0


def owing(row: DeskRow) -> bool:
    """Whether the next thing to do with a row is to take its fee."""
    return row.next_action in _TAKE


def owes_nothing(rows: Sequence[DeskRow], ref: str) -> bool:
    """Whether a dossier of the list is known to have nothing to take: the lanes before these may owe too."""
    return any(row.id == ref and row.kind == "dossier" and row.lane in ("ready", "later") for row in rows)


def _work_row(row: DeskRow, now: datetime, left: int, shortage: datetime | None) -> Row:
    action = t(row.next_action, **row.next_params)
    if left == 1 and row.next_action in _WAITING:
        action = t("desk_screen.apologise_today")
    elif shortage is not None:
        action = _shortage(shortage, now)
    if row.kind == "draft":
        due = t("desk_screen.draft_at", time=_saved(row.since, now)) if row.since else ""
    elif row.due and row.due < now and row.lane != "late":  # the counter kept its word, or waits for papers
        due = t("desk_screen.was_due", day=f"{local(row.due):%d/%m}")
    else:
        due = due_words(row.due, now, left)
    return Row(
        key=f"visit:{row.visit}:{row.id}" if row.visit else f"{row.kind}:{row.id}",
        cells=(
            due,
            row.short_code or "—",
            row.resident or t("desk_screen.unnamed"),
            short_name(row.procedure) or "—",
            action,
            row.phone or "—",
        ),
        mark=row.mark,
        tone=_TONES.get(row.lane, "today" if left == 1 else ""),
    )


def _shortage(by: datetime, now: datetime) -> str:
    """Until when to tell of missing papers: the hour today, the day later on, that it is over."""
    if by < now:
        return t("desk_screen.shortage_late")
    here = local(by)
    today = here.date() == local(now).date()
    return t("desk_screen.shortage_by", when=clock(by) if today else f"{here:%d/%m}")


def _saved(at: datetime, now: datetime) -> str:
    """The hour of a draft of today, the day of an older one."""
    return clock(at) if local(at).date() == local(now).date() else f"{local(at):%d/%m}"


def hit_key(hit: Hit) -> str:
    """The key of a found row."""
    return f"{hit.kind}:{hit.id}"


def enter_words(meaning: Meaning, marked: Row | None) -> str:
    """What Enter does with what stands in the box: with the marked row, where something was found."""
    match meaning.kind:
        case MeaningKind.NOTHING:
            return t("desk_screen.message")
        case MeaningKind.CARD:
            return t("desk_screen.enter.card")
        case MeaningKind.MENU:
            return t("desk_screen.enter.menu", label=t(on_digit(int(meaning.text)).label_id))
        case MeaningKind.MISTYPED:
            return t("visit.mistyped", ref=meaning.text)
    if marked is not None:
        return t(f"desk_screen.enter.{marked.key.partition(':')[0]}")
    if meaning.kind in (MeaningKind.CITIZEN_ID, MeaningKind.OLD_ID, MeaningKind.PHONE):
        return t("desk_screen.enter.new_person")
    return t("desk_screen.enter.none")


def hit_rows(hits: Sequence[Hit]) -> tuple[Row, ...]:
    """What was found, the top row first: it is what Enter opens."""
    return tuple(
        Row(key=hit_key(h), cells=(t(f"desk_screen.kind.{h.kind}"), h.label, h.detail, h.key)) for h in hits
    )


def menu(actor: StaffView | None) -> str:
    """The numbers 1 to 9 and what they do, F10 for the rest; what this person may not do is marked –."""
    entries = [
        t("desk_screen.menu", digit=c.digit or "", label=t(c.label_id))
        + ("" if c.right is None or actor is None or may(actor, c.right) else " –")
        for c in COMMANDS
        if c.digit
    ]
    entries.append(t("desk_screen.menu", digit=MORE.shown, label=t(MORE.label_id)))
    lines = [entries[i : i + _PER_LINE] for i in range(0, len(entries), _PER_LINE)]
    return "\n".join("  ".join(entry.ljust(14) for entry in line).rstrip() for line in lines)


def packed(parts: Sequence[str], width: int) -> str:
    """The parts two spaces apart, in as many lines as they need; none is broken."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}  {part}" if lines[-1] else part
        if len(longer) > width and lines[-1]:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines)
