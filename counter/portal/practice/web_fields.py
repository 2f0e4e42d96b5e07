"""The web form of a procedure: the same fields as the type-along list, in the portal's order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter.errors import Problem
from counter.i18n import t_in
from counter.models.catalogue import FieldType, FormField, Procedure
from counter.portal.practice.markup import Html, el, escaped, joined
from counter.rules import forms
from counter.rules.portal_fields import PortalOrder

# Key of the portal, attribute of the applicant, kind, whether a filing is nothing without it.
_APPLICANT: Final = (
    ("nguoi_nop_ho_ten", "full_name", FieldType.TEXT, True),
    ("nguoi_nop_so_dinh_danh", "citizen_id", FieldType.ID_NUMBER, True),
    ("nguoi_nop_ngay_sinh", "dob", FieldType.DATE, False),
    ("nguoi_nop_gioi_tinh", "gender", FieldType.CHOICE, False),
    ("nguoi_nop_dia_chi", "address", FieldType.ADDRESS, False),
    ("nguoi_nop_dien_thoai", "phone", FieldType.PHONE, False),
)
_TALL: Final = frozenset({FieldType.LONG_TEXT, FieldType.LIST})
_HINTED: Final = frozenset(
    {FieldType.DATE, FieldType.DATE_TIME, FieldType.LIST, FieldType.MONEY, FieldType.DECIMAL}
)
_CHOSEN: Final = frozenset({FieldType.CHOICE, FieldType.MULTI_CHOICE})
PREFIX: Final = "o."  # of the names of fields, so that none meets a name of the page's own


@dataclass(frozen=True, slots=True)
class WebField:
    """One field of the page. `prefilled`: the real portal fills it from the account."""

    asked: FormField
    prefilled: bool = False

    @property
    def key(self) -> str:
        """Its key in the portal's order."""
        return self.asked.key


def web_fields(procedure: Procedure, order: PortalOrder) -> tuple[WebField, ...]:
    """All the fields of a procedure's form; the default order is that of `portal_fields`."""
    on_form = {field.from_card for field in procedure.fields if field.from_card}
    found = [
        FormField(
            key=key,
            label=t_in("vi", f"submission.field.{attribute}"),
            type=kind,
            required=needed and attribute not in on_form and key not in order.prefilled,
            options=("Nam", "Nữ") if kind is FieldType.CHOICE else (),  # as an identity card says it
            birth=kind is FieldType.DATE,
            past=kind is FieldType.DATE,
        )
        for key, attribute, kind, needed in _APPLICANT
    ]
    found += sorted(procedure.fields, key=lambda field: field.from_card is None)
    place = {key: number for number, key in enumerate(order.keys)}
    found.sort(key=lambda field: (field.key not in order.prefilled, place.get(field.key, len(place))))
    return tuple(WebField(field, field.key in order.prefilled) for field in found)


def typed_values(fields: tuple[WebField, ...], form: Mapping[str, list[str]]) -> dict[str, str]:
    """What was typed, by key; several ticks of one field are joined."""
    given = {field.key: form.get(PREFIX + field.key, []) for field in fields}
    return {key: "; ".join(value for value in values if value.strip()) for key, values in given.items()}


def checked_values(
    fields: tuple[WebField, ...], typed: Mapping[str, str], today: date
) -> tuple[dict[str, str], dict[str, Problem]]:
    """The values as the portal keeps them, and what is wrong, by key."""
    values: dict[str, str] = {}
    wrong: dict[str, Problem] = {}
    for field in fields:
        found = forms.check(field.asked, typed.get(field.key, ""), today)
        if isinstance(found, Problem):
            wrong[field.key] = found
        elif found.value:
            values[field.key] = found.value
    return values, wrong


def shown(field: WebField, number: int, typed: str, wrong: Problem | None) -> Html:
    """A field with its label, mark, hint and what is wrong with it.

    `number` is no part of the label: the list that is carried over counts only the fields that have a value,
    and two numbers for one field would mislead.
    """
    asked, ident = field.asked, f"o{number}"
    must = t_in("vi", "practice_portal.web.required")
    mark = el("strong", " *", title=must) if asked.required else Html("")
    hint = _hint(field)
    told = t_in("vi", wrong.message_id, **wrong.params) if wrong else ""
    return el(
        "div",
        el("label", asked.label, mark, for_=ident),
        joined(el("br"), el("small", hint)) if hint else Html(""),
        el("p", "⚠ ", told, class_="wrong", role="alert") if told else Html(""),
        el("br") if not told else Html(""),
        _box(field, ident, typed, wrong is not None),
        class_="field wrong" if told else "field",
    )


def _hint(field: WebField) -> str:
    if field.prefilled:
        return t_in("vi", "practice_portal.web.prefilled")
    kind = field.asked.type
    if kind in _CHOSEN and not field.asked.options:
        return t_in("vi", "practice_portal.web.hint.choice")
    return t_in("vi", f"practice_portal.web.hint.{kind}") if kind in _HINTED else ""


def _box(field: WebField, ident: str, typed: str, invalid: bool) -> Html:
    asked = field.asked
    name, flag = PREFIX + asked.key, "true" if invalid else None
    options = asked.options
    if asked.type is FieldType.YES_NO:
        options = tuple(t_in("vi", f"form.{word}") for word in ("yes", "no"))
    if asked.type is FieldType.MULTI_CHOICE and options:
        chosen = {part.strip() for part in typed.split(";")}
        ticks = (
            el("input", type="checkbox", name=name, value=word, checked=word in chosen) for word in options
        )
        return joined(*(el("div", tick, " ", word) for tick, word in zip(ticks, options, strict=True)))
    if options:
        none = el("option", t_in("vi", "practice_portal.web.choose"), value="")
        words = [el("option", word, value=word, selected=word == typed) for word in options]
        return el("select", none, *words, id=ident, name=name, aria_invalid=flag)
    if asked.type in _TALL:
        # A line end after the tag is dropped by browsers; without it a first empty line would be.
        inside = Html("\n" + escaped(typed))
        return el("textarea", inside, id=ident, name=name, rows="4", cols="60", aria_invalid=flag)
    return el(
        "input",
        type="text",
        id=ident,
        name=name,
        value=typed,
        size="60",
        autocomplete="off",
        aria_invalid=flag,
    )
