"""A procedure for machines: the same facts under the keys of the research data, with our own beside them."""

from datetime import date

from counter.models.catalogue import (
    Channel,
    Fee,
    FieldType,
    FormField,
    Paper,
    PaperMode,
    Procedure,
    Reduction,
    TimeLimit,
    Waiver,
)

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

_TYPE_NAMES = {
    FieldType.LONG_TEXT: "textarea",
    FieldType.YES_NO: "boolean",
    FieldType.LIST: "repeat",
    FieldType.DATE_TIME: "datetime",
}
_MODES = {PaperMode.SUBMIT: "nop", PaperMode.PRESENT: "xuat_trinh"}


def as_dict(procedure: Procedure) -> dict[str, Json]:
    """A procedure as plain values: amounts in đồng, dates as ISO text, null for what is not known."""
    return {
        "id": procedure.id,
        "code": procedure.code,
        "short": procedure.short,
        "name_vi": procedure.name,
        "title_vi": procedure.title,
        "name_en": procedure.name_en,
        "words": list(procedure.words),
        "sector_vi": procedure.sector,
        "sector_en": procedure.sector_en,
        "priority": procedure.priority,
        "authority_vi": procedure.authority,
        "decided_at_commune": procedure.decided_at_commune,
        "no_proxy": procedure.no_proxy,
        "publishing_decision": procedure.publishing_decision,
        "portal_url": procedure.portal_url,
        "processing_time": _time(procedure),
        "online_level": procedure.online_level,
        "channels": {channel.value: procedure.channels.get(channel) for channel in Channel},
        "citizen_deadline_vi": procedure.citizen_deadline,
        "documents": [_paper(paper) for paper in procedure.papers],
        "form_fields": [_field(field) for field in procedure.fields],
        "fees": [_fee(fee) for fee in procedure.fees],
        "shared_fees": [_fee(fee) for fee in procedure.shared_fees],
        "temporary_waivers": [_waiver(waiver) for waiver in procedure.waivers],
        "exemptions_vi": list(procedure.exemptions),
        "legal_basis": list(procedure.legal_basis),
        "result_vi": procedure.result,
        "validity": _validity(procedure),
        "clerk_notes_vi": list(procedure.clerk_notes),
        "sources": list(procedure.sources),
        "confidence": {key: value.value for key, value in procedure.confidence.items()},
        "gaps": list(procedure.gaps),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _validity(procedure: Procedure) -> Json:
    return {
        "status": f"active_until_{procedure.ends.isoformat()}" if procedure.ends else "active",
        "as_of": "-".join(reversed((procedure.as_of or "").split("/"))) or None,
        "ends": _day(procedure.ends),
        "replaces": list(procedure.replaces),
        "replaced_by": procedure.replaced_by,
        "note": procedure.valid_note,
    }


def _time(procedure: Procedure) -> dict[str, Json]:
    limit = procedure.time_limit
    longer: dict[str, Json] = {
        "max_extra": limit.extension_value,
        "unit": limit.extension_unit.value if limit.extension_unit else None,
        "when_vi": limit.extension,
    }
    rows: dict[str, Json] = {channel.value: value for channel, value in limit.by_channel.items()}
    return {
        "value": limit.value,
        "unit": limit.unit.value if limit.unit else None,
        "same_day_rule": limit.same_day_rule,
        "cutoff_hour": limit.cutoff_hour,
        "if_received_after_cutoff": "next_working_day" if limit.same_day_rule else None,
        "extension": longer if limit.extension else None,
        "by_channel": rows or None,
        "supplement": limit.supplement.value,
        "limits_by_channel": _own_limits(limit) or None,
        "note": limit.note,
    }


def _own_limits(limit: TimeLimit) -> dict[str, Json]:
    return {
        channel.value: {"value": own.value, "unit": own.unit.value if own.unit else None}
        for channel, own in limit.channel_limits.items()
    }


def _paper(paper: Paper) -> Json:
    return {
        "key": paper.key,
        "name_vi": paper.name,
        "mode": _MODES[paper.mode],
        "originals": paper.originals,
        "copies": paper.copies,
        "required": paper.required,
        "condition_vi": paper.condition,
        "database": list(paper.databases) or None,
        "database_note_vi": paper.database_note,
        "form_template": paper.form_template,
        "kind": paper.kind,
    }


def _field(field: FormField) -> Json:
    return {
        "key": field.key,
        "label_vi": field.label,
        "type": _TYPE_NAMES.get(field.type, field.type.value),
        "required": field.required,
        "prefill_from": field.prefill_from,
        "options": list(field.options),
        "gives": field.gives,
    }


def _fee(fee: Fee) -> Json:
    tiers: list[Json] = [
        {"from_page": tier.first, "to_page": tier.last, "amount_vnd": tier.amount} for tier in fee.tiers
    ]
    return {
        "fee_id": fee.id,
        "kind": fee.kind,
        "name_vi": fee.name,
        "amount_vnd": fee.amount,
        "unit": fee.unit,
        "channel": fee.channel.value if fee.channel else "all",
        "condition_vi": fee.condition,
        "condition_rule": fee.condition_rule,
        "tiers": tiers or None,
        "cap_vnd": fee.cap,
        "cap_unit": None if fee.cap is None else "per_copy",
        "optional": fee.optional,
        "set_by": fee.set_by,
        "exempt_groups": list(fee.exempt_groups),
        "exempt_source": fee.exempt_source,
        "reductions": [_reduction(cut) for cut in fee.reductions],
        "legal_source": fee.legal_source,
        "note": fee.note,
        "valid_from": _day(fee.valid_from),
        "valid_to": _day(fee.valid_to),
    }


def _reduction(cut: Reduction) -> Json:
    return {
        "groups": list(cut.groups),
        "percent": cut.percent,
        "amount_vnd": cut.amount,
        "legal_source": cut.legal_source,
        "valid_from": _day(cut.valid_from),
        "valid_to": _day(cut.valid_to),
    }


def _waiver(waiver: Waiver) -> Json:
    return {
        "id": waiver.id,
        "name_vi": waiver.name,
        "fee_ids": list(waiver.fee_ids),
        "fee_name_vi": waiver.fee_name,
        "effect": f"amount_{waiver.amount}" if waiver.percent is None else f"less_{waiver.percent}_percent",
        "channel": f"{waiver.channel.value}_only" if waiver.channel else "all",
        "valid_from": waiver.valid_from.isoformat(),
        "valid_to": waiver.valid_to.isoformat(),
        "needs": list(waiver.needs),
        "conditions_vi": list(waiver.conditions),
        "legal_source": waiver.legal_source,
    }
