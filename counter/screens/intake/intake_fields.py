"""From a procedure's questions to the fields of a form and back: the e-form, and what the fee depends on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from counter.errors import Problem
from counter.i18n import t
from counter.models.catalogue import Channel, FieldType, FormField, Procedure
from counter.models.dossier import Answer, IntakeDraft, Step
from counter.rules import fee_answers, forms, intake_checks
from counter.rules.cards import is_scan_fragment
from counter.rules.fee_inputs import InputKind, NeededInput
from counter.screens.intake.intake_steps import fee_questions
from counter.text import fold
from counter.widgets.fields import Field, Kind, Option

FEE = "fee:"
ROOMY = 22  # cells: a short field in which "(không bắt buộc)" stands whole
KINDS = {
    FieldType.LONG_TEXT: Kind.LONG,
    FieldType.LIST: Kind.LONG,
    FieldType.DATE: Kind.DAY,
    FieldType.INTEGER: Kind.NUMBER,
    FieldType.MONEY: Kind.MONEY,
    FieldType.CHOICE: Kind.CHOICE,
    FieldType.YES_NO: Kind.YES_NO,
    FieldType.PHONE: Kind.PHONE,
}
HINTED = frozenset(
    {
        FieldType.DATE,
        FieldType.DATE_TIME,
        FieldType.MULTI_CHOICE,
        FieldType.LIST,
        FieldType.ID_NUMBER,
        FieldType.PHONE,
        FieldType.ADDRESS,
        FieldType.MONEY,
        FieldType.BANK_ACCOUNT,
    }
)
YES, NO = "yes", "no"
_PEOPLE = "dan_toc"  # the key under which forms ask for the people (dân tộc); its list is official


# -- fields -------------------------------------------------------------------------------------


def fields_of(procedure: Procedure, draft: IntakeDraft, peoples: tuple[str, ...]) -> tuple[Field, ...]:
    """The questions of a procedure with what is answered already, then those only the fee asks."""
    answers = {answer.key: answer.value for answer in draft.answers}
    fields = [_field(procedure, field, answers.get(field.key, ""), peoples) for field in procedure.fields]
    for number, needed in enumerate(asked_for_fee(procedure, draft)):
        field = _fee_field(needed, draft.fee_inputs.get(needed.name, ""))
        fields.append(field if number else replace(field, section=t("intake_screen.questions.fee")))
    return tuple(fields)


def asked_for_fee(procedure: Procedure, draft: IntakeDraft) -> tuple[NeededInput, ...]:
    """What the fee needs to know, or what may make it less; a count of one is not asked."""
    return tuple(
        needed
        for needed in fee_questions(procedure)
        if needed.required
        or needed.kind is InputKind.YES_NO
        or needed.offer == "0"
        or needed.name in draft.fee_inputs
    )


def must_answer(procedure: Procedure, field: FormField) -> bool:
    """Whether the dossier cannot be taken without this answer; the blanks of a form nobody files may stay."""
    return field.required and procedure.channels.get(Channel.ONLINE) is not False


def _field(procedure: Procedure, field: FormField, value: str, peoples: tuple[str, ...]) -> Field:
    kind = Kind.BIRTH if field.type is FieldType.DATE and (field.birth or field.past) else None
    kind = kind or KINDS.get(field.type, Kind.TEXT)
    if field.type is FieldType.ID_NUMBER and not field.more_text:
        kind = Kind.CITIZEN_ID
    options = field.options or (peoples if field.key == _PEOPLE else ())
    if kind is Kind.CHOICE and not options:
        kind = Kind.TEXT
    if kind is Kind.YES_NO and value:
        value = YES if fold(value) == fold(t("form.yes")) or value == YES else NO
    return Field(
        key=field.key,
        label=field.label,
        kind=kind,
        value=value,
        hint=_hint(field),
        options=tuple(Option(option, option) for option in options) if kind is Kind.CHOICE else (),
        required=must_answer(procedure, field) or (field.required and field.gives is not None),
        free=not field.options,
        aside=bool(field.from_card and value),
        width=ROOMY if kind in (Kind.NUMBER, Kind.DAY, Kind.BIRTH) and not field.required else 0,
        max_length=0 if kind is Kind.LONG else forms.MOST_SHORT,
    )


def _hint(field: FormField) -> str:
    if field.type is FieldType.MULTI_CHOICE and field.options:
        numbered = " · ".join(f"{number} {option}" for number, option in enumerate(field.options, start=1))
        return t("intake_screen.hint.multi_choice", options=numbered)
    kind = "id_text" if field.type is FieldType.ID_NUMBER and field.more_text else field.type.value
    hint = t(f"intake_screen.hint.{kind}") if field.type in HINTED else ""
    return f"{field.label}: {hint}" if hint else ""


def _fee_field(needed: NeededInput, value: str) -> Field:
    kinds = {
        InputKind.COUNT: Kind.NUMBER,
        InputKind.DAYS: Kind.NUMBER,
        InputKind.CHOICE: Kind.CHOICE,
        InputKind.YES_NO: Kind.YES_NO,
    }
    if needed.kind is InputKind.YES_NO and value:
        value = YES if value == "true" else NO
    return Field(
        key=FEE + needed.name,
        label=t(needed.label_id),
        kind=kinds.get(needed.kind, Kind.TEXT),
        value=value,
        options=tuple(Option(o, t(f"fee.choice.{needed.name}.{o}")) for o in needed.options),
        required=needed.required and not needed.only_if,
        suggestion=needed.offer,
    )


# -- and back -----------------------------------------------------------------------------------


def with_values(
    draft: IntakeDraft, procedure: Procedure, values: Mapping[str, str], today: date
) -> IntakeDraft:
    """The draft with what stands in the fields: in stored form where it can be read, else as it was typed."""
    answers = []
    for field in procedure.fields:
        typed = _typed(field, values.get(field.key, ""))
        checked = forms.check(field, typed, today)
        kept = checked.value if isinstance(checked, forms.Checked) else typed
        if kept:
            answers.append(Answer(key=field.key, label=field.label, value=kept))
    inputs = dict(draft.fee_inputs)
    for needed in asked_for_fee(procedure, draft):
        value = values.get(FEE + needed.name)
        if value is None:
            continue
        inputs.pop(needed.name, None)
        if value:
            inputs[needed.name] = {YES: "true", NO: "false"}.get(value, value)
    said = fee_answers.from_answers(procedure, {a.key: a.value for a in answers}, today)
    # The form has room for one paper: a longer list typed as "3x5,1x2" stays beside it.
    inputs = {n: v for n, v in inputs.items() if n not in said or "," in v or FEE + n in values}
    return replace(draft, answers=tuple(answers), fee_inputs=inputs)


def _typed(field: FormField, value: str) -> str:
    """What a person would have typed for it: the number of a yes or no."""
    return {YES: "1", NO: "2"}.get(value, value) if field.type is FieldType.YES_NO else value


def problems(
    draft: IntakeDraft, procedure: Procedure, values: Mapping[str, str], today: date
) -> tuple[Problem, ...]:
    """Everything to mend on the page, each at a field that is on it."""
    found = [
        Problem(f.key, "intake_screen.garbled", {"label": f.label})
        for f in procedure.fields
        if is_scan_fragment(values.get(f.key, ""))
    ]
    broken = {problem.field for problem in found}
    for problem in intake_checks.problems(draft, procedure, today, Step.QUESTIONS):
        place = _place(procedure, problem.field)
        if place in broken:
            continue
        broken.add(place)
        found.append(_in_words(problem, place, _label(procedure, place)))
    return tuple(found)


def _place(procedure: Procedure, name: str) -> str:
    """The key of the field that settles a fee input, or of the question itself."""
    if any(field.key == name for field in procedure.fields):
        return name
    for field in procedure.fields:
        if field.gives is not None and field.gives.partition(".")[0] == name:
            return field.key
    return FEE + name


def _label(procedure: Procedure, place: str) -> str:
    """What a field is called on the page; "" where it is not there."""
    labels = {field.key: field.label for field in procedure.fields}
    labels |= {FEE + needed.name: t(needed.label_id) for needed in fee_questions(procedure)}
    return labels.get(place, "").rstrip("?")


def _in_words(problem: Problem, place: str, label: str) -> Problem:
    """A gap in what the fee depends on, asked as the question it is; a fault under the name on the page."""
    if problem.message_id.startswith("fee.input.") and label:
        return Problem(place, problem.message_id, {**problem.params, "name": label})
    if not problem.message_id.startswith("fee.ask."):
        return replace(problem, field=place)
    return Problem(place, "intake_screen.questions.for_fee", {"question": t(problem.message_id)})
