"""What F10 offers while filing for a resident: each thing keeps its number at every step."""

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from textual import on, work
from textual.worker import Worker

from counter.errors import CounterError
from counter.i18n import t
from counter.models.submission import SyncState
from counter.papers.files import bare_name
from counter.rules.portal_fields import APPLICANT_KEYS
from counter.screens.filing.assisted_carry import Mend
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel
from counter.screens.papers.printing import to_printer
from counter.services.dossier import dossiers
from counter.services.filing import submission_again, submissions
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

# in the order of their numbers, which never change: hands learn them
MORE: Final = ("print_consent", "stop", "correct", "code", "who", "files", "dossier", "again", "recode")


class WithMore(CounterScreen[None]):
    """The part of the filing screen behind F10."""

    app: "CounterApp"

    def __init__(self) -> None:
        super().__init__()
        self._stop_operation = uuid4().hex
        self.case: Case | None = None
        self.panel: StepPanel | None = None

    def load(self, to: At | None = None, told: str = "") -> Worker[None]:
        """Read the dossier and open a step; `told` says there what was done."""
        raise NotImplementedError

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """Everything there is; what this step has no use for stays in its place with the reason."""
        from counter.widgets.dialogs import Choice, Item

        case, panel = self.case, self.panel
        if case is None or panel is None:
            return
        offers = panel.offers()
        items = [
            Item(key, offers.get(key) or t(f"assisted.more.{key}"), self._why_not(case, key, offers))
            for key in MORE
        ]
        picked = await self.app.push_screen_wait(Choice(t("assisted.more"), items))
        if picked == "stop":
            await self._stop(case)
        elif picked == "dossier":
            self.app.become("dossier", ref=str(case.view.id))
        elif picked == "files":
            self.app.show("attachments", ref=str(case.view.id))
        elif picked == "print_consent":
            await self._print_consent(case)
        elif picked == "again":
            await self._again(case)
        elif picked:
            await panel.run(picked)

    @staticmethod
    def _why_not(case: Case, key: str, offers: dict[str, str]) -> str:
        if key == "stop":
            return why_not_stop(case)
        if key == "print_consent":
            known = case.filing is not None and case.filing.standing_at is not None
            return "" if known else t("assisted.more.print_consent.not")
        if key == "again" and case.at_portal:
            return t("assisted.more.again.filed")
        return "" if key in ("files", "dossier") or key in offers else t(f"assisted.more.{key}.not")

    async def _stop(self, case: Case) -> None:
        """The resident changed their mind: the paper way, nothing is lost."""
        from counter.widgets.dialogs import Confirm

        filing, reason = case.filing, why_not_stop(case)
        if filing is None or reason:
            return
        sure = await self.app.push_screen_wait(
            Confirm(
                t("assisted.more.stop"),
                (t("assisted.stop.what", who=case.view.applicant.full_name), t("assisted.stop.kept")),
                verb_id="assisted.stop.do",
            )
        )
        if not sure:
            return
        try:
            await self.app.ask(
                submissions.stop, case.view.id, operation=self._stop_operation, version=filing.version
            )
        except CounterError as error:
            await self.app.tell(error)
            self.load()
        else:
            self._stop_operation = uuid4().hex
            self.load(At.PAPER)

    async def _again(self, case: Case) -> None:
        """The portal lost what was on its page: every field is carried once more, from the first."""
        try:
            await self.app.ask(submission_again.carry_again, case.view.id, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            self.load()
        else:
            self.load(At.CARRY, t("assisted.again.done", of=len(case.fields)))

    async def _print_consent(self, case: Case) -> None:
        """The sheet that the resident signs, with the words that are read."""
        from counter.screens.filing.assisted_print import make

        reader = self.app.actor.name if self.app.actor else ""
        try:
            copy = await self.app.ask(dossiers.record_print, case.view.id, "consent", operation=uuid4().hex)
            path = await self.app.in_thread(
                make,
                case,
                self.app.ward,
                reader,
                self.app.now(),
                copy,
                practice=self.practice,
                store=self.app.machine.store,
            )
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.say("assisted.consent.printed", tone="good", file=f"{path.parent.name}/{bare_name(path)}")
            title = f"{t('print_screen.consent')} {case.view.short_code}"
            await to_printer(self.app, self, path, title)

    @on(Mend)
    @work(group="mend")
    async def mend(self, event: Mend) -> None:
        """Change one answer; the read-back is asked for again."""
        from counter.screens.filing.assisted_correct import CorrectScreen

        case, panel = self.case, self.panel
        field = next((f for f in case.fields if f.key == event.key), None) if case else None
        if case is None or panel is None or field is None:
            return
        if field.key in APPLICANT_KEYS:
            self.say("assisted.correct.applicant", tone="warn", label=field.label)
        elif field.sets_fee:
            self.say("assisted.correct.fee", tone="warn")
        elif await self.app.push_screen_wait(CorrectScreen(case, field)):
            self.load(At.CARRY, t("assisted.correct.done", label=field.label))


def why_not_stop(case: Case) -> str:
    """Why the filing cannot be stopped now."""
    if case.filing is None:
        return t("assisted.more.stop.not")
    state = case.view.sync
    if state is SyncState.UNKNOWN:
        return t("submission.look_up_first")
    return t("submission.already_filed") if state in {SyncState.FILED, SyncState.CONFIRMED} else ""
