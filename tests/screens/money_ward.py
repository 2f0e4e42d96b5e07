"""A counter with money on its way: codes that wait, lines that nobody knows, fees that lie in the safe."""

from pathlib import Path

from counter.models.bank import BankAccount
from counter.models.dossier import DossierView
from counter.models.drawer import ODD, CashCount
from counter.models.identity import Card
from counter.models.money import Payer
from counter.models.till import ClosingDraft
from counter.models.transfers import RequestDraft, RequestView
from counter.services.bank import accounts, statements, transfers
from counter.services.money import payments
from counter.services.office import Office
from counter.services.till import drawers
from tests.screens.on_dossiers import counter_of, received
from tests.services import journeys

HEAD = "Ngày giao dịch;Số tiền ghi có;Nội dung;Số tham chiếu"
UT = journeys.but(journeys.BINH, citizen_id="046092005679", full_name="Lê Văn Út", old_cmnd=None)


def account(office: Office) -> BankAccount:
    """The account that takes transfers here."""
    return accounts.add(office, "970436", "113366668888", "UBND PHUONG MAU", "VCB phí", operation="account")


def asked(office: Office, into: BankAccount, card: Card) -> RequestView:
    """A code for three certified copies, 21.000đ, which a child of the applicant pays."""
    view = received(office, journeys.certified_copy(office, card))
    return transfers.ask(
        office,
        RequestDraft(
            operation=f"ask-{view.id}",
            shares=((view.id, view.version, None),),
            account_id=into.id,
            payer=Payer.CHILD,
            payer_name="Trần Văn Con",
        ),
    )


def csv(*rows: tuple[str, str, str, str]) -> bytes:
    """A statement: day, sum, memo, code of each line."""
    return "\n".join([HEAD, *(";".join(row) for row in rows)]).encode()


def read(office: Office, into: BankAccount, *rows: tuple[str, str, str, str]) -> None:
    """Import such a statement."""
    statements.import_statement(office, into.id, csv(*rows), "sao-ke.csv", operation=f"csv-{rows[0][3]}")


def safe(office: Office) -> DossierView:
    """21.000đ taken in cash, counted, and put into the safe."""
    view = received(office, journeys.certified_copy(office, UT))
    payments.take(journeys.with_drawer(office, 0), journeys.cash(view, 21_000))
    drawer = drawers.mine(office)
    assert drawer is not None
    count = CashCount.of([(20_000, 1), (ODD, 1_000)])
    drawers.close(
        office,
        ClosingDraft(operation="close", drawer_id=drawer.id, count=count, kept=0, expected=21_000),
    )
    return view


def fill(path: Path) -> None:
    """All of it: two codes that wait, three lines that wait for a person, 21.000đ in the safe."""
    with counter_of(path) as office:
        into = account(office)
        first = asked(office, into, journeys.BINH)
        asked(office, into, journeys.MO)
        read(
            office,
            into,
            ("20/11/2026", "20000", f"{first.memo} ct", "FT10"),
            ("21/11/2026", "700", "lai tien gui", "A2"),
            ("24/11/2026", "21000", "con tra giup ba", "FT9"),
        )
        safe(office)
