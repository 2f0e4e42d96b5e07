"""How the screens that work on one dossier name its person and the names on its result."""

from counter.models.dossier import Applicant, DossierView
from counter.text import fold

_NAME = "ho_ten"  # how the keys of names in the e-forms end
_OWN = "nguoi_yeu_cau_ho_ten"  # the applicant again


def who(applicant: Applicant) -> str:
    """A name with the year of birth: "Trần Văn Bình 1992"."""
    return " ".join(filter(None, (applicant.full_name, str(applicant.dob.year) if applicant.dob else "")))


def names_on_result(view: DossierView) -> tuple[str, ...]:
    """Whose names the result should carry: the e-form's, else who it was filed for, else the applicant."""
    asked = [a.value for a in view.answers if a.key.endswith(_NAME) and a.key != _OWN and a.value]
    found = dict.fromkeys(fold(name) for name in asked)
    if found:
        return tuple(next(name for name in asked if fold(name) == folded) for folded in found)
    return (view.behalf_of or view.applicant.full_name,)
