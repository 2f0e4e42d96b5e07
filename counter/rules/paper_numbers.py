"""Numbers of the papers of the law: which forms have one, and how it is written.

One series for each form and year, from 1 (Circular 01/2018/TT-VPCP article 9 for the register; for the other
forms a common habit of offices, unconfirmed). The symbol after the number is paper data.
"""

from typing import Final

from counter.models.law_papers import LawForm, PaperNumber

NUMBERED: Final = frozenset(
    {
        LawForm.SUPPLEMENT,
        LawForm.REFUSAL,
        LawForm.EXTENSION,
        LawForm.STOP,
        LawForm.HAND_OVER,
        LawForm.HAND_OVER_OUT,
    }
)
"""Forms that may carry a number of their own; the others are known by the dossier's code or the register."""


def written(number: PaperNumber | None, symbol: str) -> str:
    """The number as the paper says it, two digits at least: "07/PXL"; "07" without a symbol; "" for None."""
    if number is None:
        return ""
    bare = f"{number.number:02}"
    return f"{bare}/{symbol}" if symbol else bare
