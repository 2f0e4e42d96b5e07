"""Read once by the server that the bank test's processes are forked from, so that a new one begins at once.

It opens no store: no lock and no connection may go over into another process.
"""

from sqlalchemy.orm import configure_mappers

from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.office import shipped_calendar, shipped_catalogue
from tests.bank import hands as hands

shipped_catalogue().all()
shipped_calendar()
receipt_rules()
configure_mappers()
