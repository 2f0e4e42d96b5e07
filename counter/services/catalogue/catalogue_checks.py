"""What must be one of a kind across all files."""

from collections.abc import Iterable

from counter.models.catalogue import Procedure
from counter.services.catalogue.yaml_map import YamlMap


def doubled(procedure: Procedure, earlier: Iterable[Procedure], where: YamlMap) -> bool:
    """Whether a code, id, short code or fee id is already taken; each is noted where it stands."""
    before = len(where.faults.found)
    for other in earlier:
        if other.code == procedure.code:
            where.fault("code_twice", "mã", value=procedure.code, other=other.name)
        if other.id == procedure.id:
            where.fault("id_twice", "id", value=procedure.id)
        if procedure.short is not None and other.short == procedure.short:
            where.fault("short_twice", "gõ tắt", value=procedure.short, other=other.name)
        taken = {fee.id for fee in other.fees} & {fee.id for fee in procedure.fees}
        for fee_id in sorted(taken):
            where.fault("id_twice", "phí và lệ phí", value=fee_id)
    return len(where.faults.found) > before
