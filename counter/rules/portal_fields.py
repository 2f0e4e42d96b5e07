"""The portal's form as a list to carry over: which fields, in which order, and what a read-back has read.

Default order: the applicant's fields, then the e-form's in its own order. `data/portal/thu-tu.yaml` says
otherwise where the portal does.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from counter.i18n import day, t
from counter.models.canonical import canonical
from counter.models.catalogue import FieldType, Procedure
from counter.models.dossier import Answer, Applicant, Contact
from counter.models.submission import PortalField
from counter.rules import citizen_id
from counter.text import fold

_SEXES = {citizen_id.MALE, citizen_id.FEMALE}  # the words of the card, which every form uses
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.MULTI_CHOICE, FieldType.YES_NO})

_APPLICANT = {
    "full_name": "ho_ten",
    "citizen_id": "so_dinh_danh",
    "dob": "ngay_sinh",
    "gender": "gioi_tinh",
    "address": "dia_chi",
    "phone": "dien_thoai",
}
PEOPLE_KEY = "dan_toc"  # the key under which forms ask for the people; its list is official
APPLICANT_KEYS = frozenset(f"nguoi_nop_{key}" for key in _APPLICANT.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalOrder:
    """How the portal orders the fields of one procedure, and which of them it fills itself."""

    keys: tuple[str, ...] = ()
    prefilled: frozenset[str] = frozenset()


def portal_fields(
    procedure: Procedure,
    applicant: Applicant,
    contact: Contact,
    answers: Iterable[Answer],
    order: PortalOrder,
) -> tuple[PortalField, ...]:
    """Every field that has a value, in the portal's order. What stands twice is carried once."""
    values = {answer.key: answer for answer in answers}
    own = _own(applicant, contact)
    cards = {field.key: field.from_card for field in procedure.fields if field.from_card}
    covered = {
        attribute
        for key, attribute in cards.items()
        if key in values and fold(values[key].value) == fold(own.get(attribute, ""))
    }
    found = [_of_applicant(name, value) for name, value in own.items() if value and name not in covered]
    in_order = sorted(procedure.fields, key=lambda field: field.key not in cards)  # stable
    found += [
        PortalField(
            key=field.key,
            label=values[field.key].label or field.label,
            value=values[field.key].value,
            choose=field.type in _CHOSEN,
            by_letter=field.birth or set(field.options) == _SEXES,
            sets_fee=bool(field.gives),
        )
        for field in in_order
        if field.key in values
    ]
    place = {key: number for number, key in enumerate(order.keys)}
    found.sort(key=lambda field: (field.key not in order.prefilled, place.get(field.key, len(place))))
    return tuple(replace(field, look_only=field.key in order.prefilled) for field in found)


def asking_for_peoples(procedures: Iterable[Procedure], names: tuple[str, ...]) -> tuple[Procedure, ...]:
    """The procedures with the official list of peoples (dân tộc) where a form asks for one."""
    return tuple(
        replace(
            procedure,
            fields=tuple(
                replace(field, options=names) if field.key == PEOPLE_KEY and not field.options else field
                for field in procedure.fields
            ),
        )
        for procedure in procedures
    )


def data_used(applicant: Applicant, contact: Contact) -> tuple[str, ...]:
    """The kinds of the applicant's own data that a filing uses, to be named when consent is asked."""
    return tuple(kind for kind, value in _own(applicant, contact).items() if value)


def _own(applicant: Applicant, contact: Contact) -> dict[str, str]:
    return {
        "full_name": applicant.full_name,
        "citizen_id": applicant.citizen_id,
        "dob": day(applicant.dob) if applicant.dob else "",
        "gender": applicant.gender,
        "address": applicant.address,
        "phone": contact.phone,
    }


def _of_applicant(attribute: str, value: str) -> PortalField:
    return PortalField(
        key=f"nguoi_nop_{_APPLICANT[attribute]}",
        label=t(f"submission.field.{attribute}"),
        value=value,
        choose=attribute == "gender",
    )


def digest(fields: Iterable[PortalField]) -> str:
    """A short proof of the values that were read back: other values, another digest."""
    pairs = [[field.key, field.value] for field in fields]
    return hashlib.sha256(canonical(pairs).encode()).hexdigest()[:32]


def proofs(fields: Iterable[PortalField]) -> dict[str, str]:
    """A short proof of each value, by the key of its field, so that a changed one is told from the others."""
    return {field.key: digest((field,))[:8] for field in fields}


def mark_changed(fields: tuple[PortalField, ...], read: Iterable[tuple[str, str]]) -> tuple[PortalField, ...]:
    """The fields with a mark at those that are other than what was read back; none before a read-back."""
    known = dict(read)
    if not known:
        return fields
    return tuple(
        replace(field, changed=known.get(field.key) != proof)
        for field, proof in zip(fields, proofs(fields).values(), strict=True)
    )
