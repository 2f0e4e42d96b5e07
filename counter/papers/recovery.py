"""The recovery paper of an encrypted store (giấy khôi phục): printed once, kept in the safe, nowhere else."""

from collections.abc import Sequence
from datetime import datetime

from counter.i18n import local
from counter.papers import qr
from counter.papers.heads import ward_head
from counter.papers.pressroom import ROOM
from counter.papers.typeset import RECOVERY, pdf
from counter.papers.value_parts import Code, RecoveryData
from counter.papers.words import moment, say
from counter.settings import WardSettings


def recovery_data(words: Sequence[str], ward: WardSettings, store: str, *, at: datetime) -> RecoveryData:
    """The paper of a store's words. `store`: the name of its file; `at`: aware, when they were made."""
    code = f"GKP-{local(at):%y%m%d-%H%M}"
    modules = qr.matrix.__wrapped__(" ".join(words), level="Q")  # not remembered for the next paper
    return RecoveryData(
        issued_at=at,
        head=ward_head(ward, title=say("key.paper.title"), code=code, copy=1, practice=False, at=at),
        qr=Code(text="", side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules)),
        made=moment(at),
        store=store,
        words=tuple(words),
    )


def recovery_paper(words: Sequence[str], ward: WardSettings, store: str, *, at: datetime) -> bytes:
    """The PDF, in memory alone; the typesetter that saw the words ends. Raises DataFault."""
    try:
        return pdf(RECOVERY, recovery_data(words, ward, store, at=at))
    finally:
        ROOM.close()
