"""Every check of the data files together: what `counter procedures check` tells, and what a data update must
pass before it is taken."""

from pathlib import Path

from counter.errors import DataFault
from counter.services.catalogue import (
    banks_data,
    calendar_data,
    data_clocks,
    portal_codes_data,
    portal_data,
    receipts_data,
    units_data,
)
from counter.services.catalogue.catalogue import Catalogue
from counter.services.personal import retention_periods
from counter.services.updates import data_keys

_OTHERS = (
    calendar_data, units_data, portal_data, portal_codes_data, banks_data, receipts_data, data_clocks,
    data_keys, retention_periods,
)  # fmt: skip


def faults(folder: Path, catalogue: Catalogue) -> tuple[DataFault, ...]:
    """Every fault of the files under a data folder, with file, line and field. `catalogue` is of it."""
    return (*catalogue.faults, *(fault for data in _OTHERS for fault in data.check(folder)))
