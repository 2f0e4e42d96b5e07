"""What is said of an assisted filing wherever it is shown or printed: who stood there, how, three names."""

from collections.abc import Callable

from counter.i18n import day, known, t
from counter.models.submission import FilingWay, SubmissionView, Submitter

Say = Callable[..., str]
"""`t`, or the Vietnamese of the papers."""


def standing_words(filing: SubmissionView, name: str, say: Say = t) -> str:
    """Who stands at the counter: "Nguyễn Thị Mơ – Người thân (con)"."""
    role = say(f"submission.submitter.{filing.submitter}")
    if filing.submitter is Submitter.RELATIVE and known(f"submission.relation.{filing.authority_scope}"):
        role += f" ({say(f'submission.relation.{filing.authority_scope}')})"
    return f"{name} – {role}"


def standing_facts(filing: SubmissionView, name: str, say: Say = t) -> tuple[tuple[str, str, str], ...]:
    """Name, label and value of each fact of who stands here; none while nobody has asked."""
    if filing.standing_at is None:
        return ()
    facts = [("standing", standing_words(filing, name, say)), ("way", say(f"submission.way.{filing.way}"))]
    if filing.submitter is not Submitter.SELF:
        scope = "" if filing.submitter is Submitter.RELATIVE else filing.authority_scope
        facts += [("paper", filing.authority_paper), ("scope", scope)]
        if filing.authority_until is not None:
            facts.append(("until", day(filing.authority_until)))
        elif filing.submitter is not Submitter.RELATIVE:
            facts.append(("until", say("submission.fact.no_end")))
    return tuple((key, say(f"submission.fact.{key}"), value) for key, value in facts if value)


def three_names(filing: SubmissionView, resident: str, say: Say = t) -> tuple[tuple[str, str, str], ...]:
    """The resident, who typed, who decided; a name that is not there yet is said to be missing."""
    alone = filing.consent_kind == "self"
    typed = filing.typed_by or say("submission.fact.alone" if alone else "submission.fact.nobody_yet")
    decided = filing.decided_by or say("submission.fact.nobody_yet")
    names = (("resident", resident), ("typed_by", typed), ("decided_by", decided))
    return tuple((key, say(f"submission.fact.{key}"), name) for key, name in names)


def names_line(filing: SubmissionView, resident: str, say: Say = t) -> str:
    """The three names in one line."""
    (_, _, who), (_, _, typed), (_, _, decided) = three_names(filing, resident, say)
    return say("submission.fact.three", resident=who, typed=typed, decided=decided)


def goes_by_paper(filing: SubmissionView | None) -> bool:
    """Whether the last word was paper at the counter."""
    return filing is not None and filing.standing_at is not None and filing.way is FilingWay.PAPER
