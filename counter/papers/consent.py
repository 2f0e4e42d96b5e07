"""The consent sheet for filing on a resident's behalf (phiếu đồng ý nộp hồ sơ thay).

The proof of consent that Law 91/2025/QH15 art. 9 and Decree 356/2025/NĐ-CP art. 6 ask for, on paper
(one-stop-law section 8): one purpose, the data named, signed, finger-printed or witnessed by two.
"""

from datetime import datetime

from counter.models.dossier import DossierView
from counter.models.submission import SubmissionView
from counter.papers.heads import head
from counter.papers.slip import ask_line, filing_of
from counter.papers.values import ConsentData
from counter.papers.words import moment, say
from counter.rules.filing_words import names_line, standing_facts
from counter.settings import WardSettings
from counter.text import one_line, plain


def consent_data(
    view: DossierView,
    ward: WardSettings,
    *,
    text: str,
    version: str,
    reader: str,
    at: datetime,
    practice: bool = False,
) -> ConsentData:
    """The sheet that carries `text`, the words read to the resident, under their `version`.

    Every line of `text` is a paragraph. `reader` reads it out and writes down the answer.
    `at` (aware) is when it is printed.
    """
    filing, name = view.submission, view.applicant.full_name
    return ConsentData(
        issued_at=at,
        head=head(view, ward, title=say("paper.name.consent"), copy=1, practice=practice, at=at),
        filing=filing_of(view, ward),
        paragraphs=tuple(one_line(part) for part in plain(text, lines=True).splitlines() if part.strip()),
        text_version=one_line(version),
        ask=ask_line(ward),
        reader=one_line(filing.consent_by if filing and filing.consent_by else reader),
        standing=tuple(
            one_line(say("submission.fact.line", label=label, value=value))
            for _, label, value in (standing_facts(filing, name, say) if filing else ())
        ),
        names=one_line(names_line(filing, name, say)) if filing else "",
        given=_given(filing) if filing else "",
    )


def _given(filing: SubmissionView) -> str:
    """How, when and to whom the resident answered; "" while nobody has."""
    if not filing.consent_kind or filing.consent_at is None:
        return ""
    how = say(f"submission.given.{filing.consent_kind}", names=", ".join(filing.witnesses))
    return one_line(
        say("submission.fact.given", how=how, moment=moment(filing.consent_at), who=filing.consent_by)
    )
