"""Every id that intake puts together while it runs has a text, in both languages."""

import pytest

from counter import i18n
from counter.models.catalogue import Channel, PaperMode
from counter.models.dossier import ContactKind, IdentityCheck, PaperState, ResultWay, Step
from counter.screens.intake import intake_fields, intake_people, intake_review
from counter.screens.intake.accepted_slip import KINDS
from counter.screens.intake.intake_check import ANSWERS
from counter.screens.intake.intake_panel import Place
from counter.screens.intake.intake_procedure import DOUBTFUL

IDS = [
    *(f"intake_screen.message.{place}" for place in Place),
    *(f"intake_screen.rail.{place}" for place in Place),
    *(f"intake_screen.step.{step}" for step in Step),
    *(f"intake_screen.check.answer.{answer}" for answer in ANSWERS),
    *(f"intake_screen.check.differs.{name}" for name in intake_people.TOLD),
    *(f"intake_screen.paper.{state}" for state in PaperState),
    *(f"intake_screen.paper.mode.{mode}" for mode in PaperMode),
    *(f"intake_screen.doubt.{key}" for key in DOUBTFUL),
    *(f"intake_screen.hint.{kind}" for kind in (*intake_fields.HINTED, "id_text")),
    *(f"intake_screen.contact.kind.{kind}" for kind in ContactKind),
    *(f"intake_screen.contact.way.{way}" for way in ResultWay),
    *(f"intake_screen.contact.channel.{channel}" for channel in Channel),
    *(f"intake_screen.contact.{key}{more}" for more in ("", "_hint")
      for key in ("phone", "kind", "whose", "comes_back_on", "result_way", "channel", "note")),
    *(f"intake_screen.person.{key}{more}" for more in ("", "_hint")
      for key in ("name", "dob", "gender", "number", "address", "phone")),
    *(f"intake_screen.review.{key}" for key in (*intake_review.PAGES, "due")),
    *(f"accepted.more.{key}" for key in (*KINDS, "preview", "same", "from", "show")),
    f"intake_screen.review.identity.{IdentityCheck.NOT_DONE}",
]  # fmt: skip


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_ids_put_together_have_a_text(language: str) -> None:
    i18n.use_language(language)
    assert [text_id for text_id in IDS if not i18n.known(text_id)] == []
