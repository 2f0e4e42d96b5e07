"""The results of a household's visit, handed over one after the other after one look at a card."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.i18n import t
from counter.models.dossier import DossierState
from counter.screens.parts.intake_facts import Fact
from counter.services.intake import visits

if TYPE_CHECKING:
    from counter.app import CounterApp


@dataclass(slots=True)
class Queue:
    """What is still to come. Each result is read, compared, signed and recorded for itself all the same."""

    waiting: tuple[str, ...] = ()
    total: int = 1
    paper: str = ""  # the authority paper that was seen for the one before, offered for the next

    @classmethod
    def of(cls, refs: tuple[str, ...]) -> "Queue":
        """What comes after the first of these."""
        return cls(waiting=refs[1:], total=max(1, len(refs)))

    def take(self) -> str:
        """The next one; it waits no longer."""
        first, *rest = self.waiting
        self.waiting = tuple(rest)
        return first

    @property
    def place(self) -> str:
        """Which of how many, for the header; "" for a single one."""
        if self.total < 2:
            return ""
        return t("hand_over.of_several", n=self.total - len(self.waiting), total=self.total)

    def facts(self) -> tuple[Fact, ...]:
        """That more is to be handed over, once one is given."""
        if not self.waiting:
            return ()
        return (Fact("", t("hand_over.more_wait", n=len(self.waiting)), "strong"),)


async def ready_of(app: "CounterApp", visit: str, first: str = "") -> tuple[str, ...]:
    """The dossiers of a visit whose result is ready, in their order, `first` before all. NotFound."""
    view = await app.ask(visits.get, visit)
    ready = [str(one.id) for one in view.standing if one.state is DossierState.DONE]
    return tuple(sorted(ready, key=lambda ref: ref != first))
