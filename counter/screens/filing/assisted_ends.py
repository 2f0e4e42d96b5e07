"""Where an assisted filing ends: the portal has it, the resident does it alone, or it goes the paper way."""

from collections.abc import Iterable

from textual.widget import Widget

from counter.i18n import clock, day, local, t
from counter.models.submission import SubmissionView, Submitter
from counter.rules.filing_words import goes_by_paper, standing_facts, three_names
from counter.screens.filing.assisted_case import At
from counter.screens.filing.assisted_panel import StepPanel, line
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import money_words
from counter.widgets.frame import Hint


class FiledPanel(StepPanel):
    """The portal's code, the times, the three names, the fee as it is now."""

    at = At.FILED

    def compose(self) -> Iterable[Widget]:
        """What happened, who did it, what is next."""
        filing, view = self.case.filing, self.case.view
        if filing is None:
            return
        yield line(t("assisted.filed.title", code=filing.portal_code), classes="question")
        yield Facts(
            (
                Fact(t("assisted.filed.times"), self._times(filing)),
                *(Fact(label, name) for _, label, name in three_names(filing, view.applicant.full_name)),
                *(
                    Fact(label, words)
                    for key, label, words in standing_facts(filing, view.applicant.full_name)
                    if key == "standing" and filing.submitter is not Submitter.SELF
                ),
                Fact(t("assisted.filed.fee"), money_words(view.money, view.quote.total)),
                Fact(t("assisted.filed.say"), t("assisted.filed.script")),
                Fact(t("assisted.filed.next"), t("assisted.filed.slip"), "strong"),
                Fact("", t("assisted.filed.wrong_code"), "weak"),
                Fact("", t("assisted.filed.next_person")),
            ),
            id="filed",
        )

    def _times(self, filing: SubmissionView) -> str:
        """The moments of the filing; a day that is not today's stands with its time."""
        today = local(self.app.now()).date()
        times = {
            "consent": filing.consent_at,
            "identity": filing.identity_at,
            "read_back": filing.read_back_at,
            "filed": filing.filed_at,
        }
        told = []
        for name, at in times.items():
            if at is not None:
                other = f" {day(local(at).date())}" if local(at).date() != today else ""
                told.append(t(f"assisted.filed.{name}", time=f"{clock(at)}{other}"))
        return " · ".join(told)

    def offers(self) -> dict[str, str]:
        """The code was misread: mend it."""
        return {"recode": ""}

    async def run(self, key: str) -> None:
        """Mend it."""
        from counter.screens.filing.assisted_recode import RecodeScreen

        if key == "recode" and await self.app.push_screen_wait(RecodeScreen(self.case)):
            self.post_message(self.Moved(told=t("assisted.recode.done")))

    def arrive(self) -> None:
        """Nothing is left to do: a scan begins the next person."""
        self.screen.set_focus(None)

    def done_hint(self) -> Hint:
        """F9: the slip again, now with the portal's code."""
        return Hint("F9", "assisted.do.slip")

    async def finish(self) -> None:
        """Print it again."""
        self.app.show("accepted", ref=str(self.case.view.id))


class PaperPanel(StepPanel):
    """Refused or stopped: the dossier stays received and goes on with paper, and that is said in words."""

    at = At.PAPER

    def compose(self) -> Iterable[Widget]:
        """What was decided, what that means, what to say."""
        yield line(t(f"assisted.{self.spoken}.title"), classes="question")
        yield Facts(tuple(self.facts()), id="ended")

    @property
    def spoken(self) -> str:
        """Which words: paper was chosen from the first, or the resident said no later."""
        chosen = self.at is At.PAPER and goes_by_paper(self.case.view.submission)
        return "paper.chosen" if chosen else str(self.at)

    def facts(self) -> Iterable[Fact]:
        """What is kept, what is next, the three names."""
        yield Fact("", "")
        yield Fact(t("assisted.end.kept"), t("assisted.end.kept.what", code=self.case.view.short_code))
        yield Fact(t("assisted.end.way"), t(f"assisted.{self.spoken}.way"))
        yield Fact(t("assisted.filed.say"), t(f"assisted.{self.spoken}.script"))
        if (filing := self.case.view.submission) is not None:
            for _, label, name in three_names(filing, self.case.view.applicant.full_name):
                yield Fact(label, name)

    def arrive(self) -> None:
        """Nothing is left to do here."""
        self.screen.set_focus(None)

    def done_hint(self) -> Hint:
        """F9 closes."""
        return Hint("F9", "assisted.do.close")

    async def finish(self) -> None:
        """Back to where the filing was begun from."""
        self.host.dismiss()


class SelfPanel(PaperPanel):
    """The resident types alone; the counter only shows where. A code that comes of it can be recorded."""

    at = At.SELF

    def facts(self) -> Iterable[Fact]:
        """Since when, and the two ways on."""
        yield from super().facts()
        filing = self.case.filing
        if filing is not None and filing.consent_at is not None:
            yield Fact(t("assisted.end.since"), clock(filing.consent_at), "weak")
        yield Fact("", "")
        yield Fact("", t("assisted.self.code"))

    def offers(self) -> dict[str, str]:
        """The portal's code, when the resident has one."""
        return {"code": ""}

    async def run(self, key: str) -> None:
        """Record it."""
        if key == "code":
            self.post_message(self.Moved(At.CODE))
