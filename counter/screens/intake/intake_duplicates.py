"""What intake says of a dossier that is there already."""

from collections.abc import Sequence

from counter.i18n import t
from counter.models.dossier import Duplicate
from counter.screens.parts.wording import moment, state_words


def duplicate_lines(alike: Sequence[Duplicate]) -> tuple[str, ...]:
    """The dossiers that are there already, and what is asked."""
    rows = [
        t(
            "intake_screen.duplicate.row",
            code=d.short_code,
            name=d.procedure_name,
            who=d.applicant_name,
            when=moment(d.received_at),
            state=state_words(d.state),
        )
        for d in alike[:3]
    ]
    day = "same_day" if any(d.same_day for d in alike) else "open_still"
    return (*rows, t(f"intake_screen.duplicate.{day}"))
