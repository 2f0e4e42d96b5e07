"""Records that may be of one person twice (hồ sơ người dân trùng): the surest first, then what was merged."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from counter.i18n import day, local, moment, t
from counter.models.merging import Double, Merge
from counter.models.numbers import mask_number
from counter.models.resident import ResidentView
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import contact_words
from counter.services.put_right import merging
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class DoublesScreen(BehindDoor[None]):
    """A list; Enter opens a pair to be looked at, or a merge as it was."""

    RIGHT = Act.MERGE
    WIDE = True
    app: "CounterApp"
    topic = "doubles"

    def __init__(self) -> None:
        super().__init__()
        self.pairs: tuple[Double, ...] = ()
        self.merges: tuple[Merge, ...] = ()
        self._read = False

    @property
    def opening(self) -> bool:
        """Whether the list is not there yet: what is struck meanwhile waits for it."""
        return not self._read and self.allowed

    def where(self) -> Sequence[str]:
        """The doubles."""
        return (t("doubles_screen.title"),)

    def keys(self) -> Sequence[Hint]:
        """Open the pair."""
        return (Hint("Enter", "doubles_screen.open"),)

    def room(self) -> Iterable[Widget]:
        """One row a pair, what the marked row says."""
        columns = (
            Column(t("doubles_screen.col.name"), 22, grow=1),
            Column(t("doubles_screen.col.first"), 14),
            Column(t("doubles_screen.col.second"), 14),
            Column(t("doubles_screen.col.why"), 18, grow=1),
        )
        yield LineList(columns, id="pairs", empty=t("bank_screen.loading"))
        yield Facts(id="marked")

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#pairs"))

    def on_screen_resume(self) -> None:
        """Here, or here again after a merge."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The pairs as they stand now, then the newest merges."""
        pairs = await self.app.ask(merging.doubles)
        self.merges = await self.app.ask(merging.recent)
        self.pairs = pairs  # with the rows: a key struck while both are read acts on the rows that are shown
        listing = self.query_one("#pairs", LineList)
        listing.empty = t("doubles_screen.none")
        listing.set_rows([*map(_pair_row, self.pairs), *map(_merge_row, self.merges)])
        self._tell()
        self._read = True
        self.app.keys_again()

    @on(LineList.RowHighlighted, "#pairs")
    def _tell(self) -> None:
        """Why the two look alike and what speaks against it; or what was merged, by whom."""
        row = self.query_one("#pairs", LineList).current
        self.query_one("#marked", Facts).show(self._facts(row.key) if row else ())
        self.hint(t("doubles_screen.hint", n=len(self.pairs)))

    def _facts(self, key: str) -> tuple[Fact, ...]:
        if double := self._pair(key):
            return alike_facts(double)
        merge = self._merge(key)
        return merge_facts(merge) if merge else ()

    def _pair(self, key: str) -> Double | None:
        return next((one for one in self.pairs if _key(one) == key), None)

    def _merge(self, key: str) -> Merge | None:
        return next((one for one in self.merges if f"merge:{one.gone.id}" == key), None)

    @on(LineList.RowChosen, "#pairs")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Look at both; or at a merge as it was."""
        if double := self._pair(event.key):
            self.app.show("merge_pair", first_id=double.first.id, second_id=double.second.id)
        elif merge := self._merge(event.key):
            self.look(merge)

    @work(group="look")
    async def look(self, merge: Merge) -> None:
        """Both records as they stood before a merge."""
        await self.app.push_screen_wait(MergedScreen(merge))


class MergedScreen(BehindDoor[None]):
    """A merge as the history keeps it; nothing here can be changed."""

    RIGHT = Act.MERGE
    WIDE = True
    app: "CounterApp"
    topic = "doubles"

    def __init__(self, merge: Merge) -> None:
        super().__init__()
        self.merge = merge

    def where(self) -> Sequence[str]:
        """Whose."""
        return (t("doubles_screen.title"), t("doubles_screen.merged"), self.merge.kept.full_name)

    def room(self) -> Iterable[Widget]:
        """What was done, and the two as they stood."""
        merge = self.merge
        yield Facts(
            (
                *merge_facts(merge),
                Fact("", ""),
                Fact("", t("doubles_screen.stayed", id=merge.kept.id), "strong"),
                *record_facts(merge.kept),
                Fact("", ""),
                Fact("", t("doubles_screen.went", id=merge.gone.id), "strong"),
                *record_facts(merge.gone),
            )
        )


def alike_facts(double: Double) -> tuple[Fact, ...]:
    """What speaks for one person, and what against."""
    found = [Fact(t("doubles_screen.for"), ", ".join(t(f"doubles_screen.why.{why}") for why in double.why))]
    if not double.why:
        found = [Fact(t("doubles_screen.for"), t("doubles_screen.why.nothing"))]
    if double.against:
        words = ", ".join(t(f"doubles_screen.against.{one}") for one in double.against)
        found.append(Fact(t("doubles_screen.but"), f"! {words}", "warn"))
    return tuple(found)


def merge_facts(merge: Merge) -> tuple[Fact, ...]:
    """Who merged, when, why, what moved."""
    who = t("doubles_screen.merged_by", name=merge.made_by, at=moment(merge.made_at))
    moved = ", ".join(
        t(f"doubles_screen.moved.{table}", n=n)
        for table, n in merge.moved.items()
        if table in {"dossier", "draft", "visit", "resident_number", "resident_contact"}
    )
    return (
        Fact(t("doubles_screen.merged"), who),
        Fact(t("doubles_screen.reason"), merge.reason),
        *((Fact(t("doubles_screen.moved"), moved),) if moved else ()),
    )


def record_facts(person: ResidentView, *, whole: bool = False) -> tuple[Fact, ...]:
    """A record as a supervisor reads it; numbers masked, unless somebody asked for the whole of them."""
    numbers = [n if whole else mask_number(n) for n in (person.citizen_id, *person.numbers) if n]
    reached = [contact_words(contact, masked=not whole) for contact in person.contacts[:2]]
    dossiers = t("doubles_screen.dossiers", n=person.dossiers) if person.dossiers else ""
    said = (
        ("name", person.full_name),
        ("number", " · ".join(numbers)),
        ("born", " · ".join(filter(None, (day(person.dob) if person.dob else "", person.gender)))),
        ("address", person.address),
        ("contact", " · ".join(reached)),
        ("has", dossiers),
    )
    return tuple(Fact(t(f"doubles_screen.{name}"), value) for name, value in said if value)


def _key(double: Double) -> str:
    return f"{double.first.id}:{double.second.id}"


def _pair_row(double: Double) -> Row:
    first, second = double.first, double.second
    name = (
        first.full_name if first.full_name == second.full_name else f"{first.full_name} / {second.full_name}"
    )
    why = ", ".join(t(f"doubles_screen.why.{one}") for one in double.why)
    cells = (name, first.masked_id or "–", second.masked_id or "–", why)
    return Row(key=_key(double), cells=cells, mark="?" if double.against else "=")


def _merge_row(merge: Merge) -> Row:
    what = t("doubles_screen.merged_on", day=day(local(merge.made_at).date()))
    cells = (merge.kept.full_name, merge.kept.masked_id or "–", merge.gone.masked_id or "–", what)
    return Row(key=f"merge:{merge.gone.id}", cells=cells, mark="√", tone="dim")
