"""One try to send a row: which call its phase wants, and what the answer makes of it."""

from counter.errors import Problem
from counter.models.outbox import Phase, Task
from counter.models.states import AttemptOutcome, SyncState
from counter.models.sync import Held, NotKnown, ProcedureCard, Unknown, Unreachable
from counter.portal.gateway import Gateway
from counter.portal.messages import wire_code
from counter.rules import portal_state, sending
from counter.rules.sending import Verdict
from counter.services.office import Office
from counter.services.outbox import outbox_sending


class Trial:
    """Tells rows through one gateway, with the cards that the portal gave and the store kept."""

    def __init__(self, office: Office, gateway: Gateway) -> None:
        self._office = office
        self._gateway = gateway

    def judge(self, task: Task) -> Verdict:
        """What became of the row."""
        gateway, dossier = self._gateway, task.frozen.dossier
        if task.told_before:
            return Verdict(outcome=AttemptOutcome.KNOWN, state=SyncState.CONFIRMED, taken=task.taken)
        if task.phase is Phase.CONFIRM:
            return sending.asked(task, gateway.ask(wire_code(dossier)))
        if task.phase is Phase.STEPS:
            return self._steps(task)
        card = self._card(dossier.procedure_code)
        if not isinstance(card, ProcedureCard):
            return sending.told(task, card, asks=gateway.asks)
        outcome = gateway.send(dossier, task.frozen.steps, card=card, taken=task.taken, key=task.key)
        return sending.told(task, outcome, asks=gateway.asks)

    def _steps(self, task: Task) -> Verdict:
        """Steps alone. Of a dossier that was filed on the portal it is asked first, with every try: the state
        there says which steps it has, and whether it went on without us."""
        gateway, dossier, taken = self._gateway, task.frozen.dossier, task.taken
        if dossier.portal_code and gateway.asks:
            known = portal_state.before_steps(task, gateway.ask(wire_code(dossier)))
            if isinstance(known, Verdict):
                return known
            taken = known
        sent = gateway.send_steps(dossier, task.frozen.steps, taken=taken, key=task.key)
        return sending.stepped(task, sent, asks=gateway.asks)

    def _card(self, code: str) -> ProcedureCard | Held | Unreachable:
        """The card as it was kept, else the portal's, fetched once. While it is fetched nothing is sent."""
        kept = outbox_sending.card(self._office, code)
        if kept is not None:
            return kept
        found = self._gateway.card(code)
        if isinstance(found, ProcedureCard):
            outbox_sending.keep_card(self._office, found)
            return found
        if isinstance(found, NotKnown):
            return Held(reasons=(Problem("card", "outbox.why.no_card", {"code": code[:20]}),))
        if isinstance(found, Unknown):
            return Unreachable(reason=sending.as_question(found.reason))
        return Held(reasons=found.reasons) if isinstance(found, Held) else found
