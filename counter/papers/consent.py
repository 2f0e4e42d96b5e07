"""The consent sheet for filing on a resident's behalf (phiếu đồng ý nộp hồ sơ thay).

The proof of consent that Law 91/2025/QH15 art. 9 and Decree 356/2025/NĐ-CP art. 6 ask for, on paper
(one-stop-law section 8): one purpose, the data named, signed, finger-printed or witnessed by two.
"""

from datetime import datetime

from counter.models.dossier import DossierView
from counter.papers.heads import head
from counter.papers.slip import ask_line, filing_of
from counter.papers.values import ConsentData
from counter.papers.words import say
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
    return ConsentData(
        issued_at=at,
        head=head(view, ward, title=say("paper.name.consent"), copy=1, practice=practice, at=at),
        filing=filing_of(view, ward),
        paragraphs=tuple(one_line(part) for part in plain(text, lines=True).splitlines() if part.strip()),
        text_version=one_line(version),
        ask=ask_line(ward),
        reader=one_line(reader),
    )
