"""The screens by name. One is imported when it opens: the desk is painted before the others, or the ORM."""

from importlib import import_module
from typing import Final

from textual.screen import Screen

SCREENS: Final = {
    "setup": "start.setup:SetupScreen",
    "unlock": "key.unlock:UnlockScreen",
    "convert": "key.convert:ConvertScreen",
    "key": "key.key:KeyScreen",
    "key_phrase": "key.key_phrase:KeyPhraseScreen",
    "key_paper": "key.key_paper:KeyPaperScreen",
    "key_recover": "key.key_recover:KeyRecoverScreen",
    "sign_in": "start.sign_in:SignInScreen",
    "desk": "desk.desk:DeskScreen",
    "intake": "intake.intake:IntakeScreen",
    "accepted": "intake.accepted:AcceptedScreen",
    "visit": "visit.visit:VisitScreen",
    "fee": "fee.fee:FeeScreen",
    "assisted": "filing.assisted:AssistedScreen",
    "attachments": "attachments.attachments:AttachmentsScreen",
    "attachment_add": "attachments.attachment_add:AttachmentAddScreen",
    "dossier": "dossier.dossier:DossierScreen",
    "hand_over": "hand_over.hand_over:HandOverScreen",
    "life": "life.life:LifeScreen",
    "life_lists": "life.life_lists:LifeListsScreen",
    "results_in": "life.results_in:ResultsInScreen",
    "send_out": "life.results_in:SendOutScreen",
    "resident_view": "dossier.resident_view:ResidentViewScreen",
    "papers_seen": "dossier.papers_seen:PapersSeenScreen",
    "drawer": "till.drawer:DrawerScreen",
    "drawer_open": "till.drawer_open:DrawerOpenScreen",
    "drawer_move": "till.drawer_move:DrawerMoveScreen",
    "drawer_receipts": "till.drawer_receipts:DrawerReceiptsScreen",
    "drawer_close": "till.drawer_close:DrawerCloseScreen",
    "drawer_hand_over": "till.drawer_close:DrawerHandOverScreen",
    "drawer_sheet": "till.drawer_sheet:DrawerSheetScreen",
    "drawers_past": "till.drawers_past:DrawersPastScreen",
    "reversal": "fee.reversal:ReversalScreen",
    "receipt_books": "till.receipt_books:ReceiptBooksScreen",
    "help": "help:HelpScreen",
    "staff": "staff.staff:StaffScreen",
    "own_pin": "staff.own_pin:OwnPinScreen",
    "new_pin": "staff.new_pin:NewPinScreen",
    "looks": "staff.looks:LooksScreen",
    "staff_leave": "staff.staff_leave:StaffLeaveScreen",
    "settings": "settings.settings:SettingsScreen",
    "backup": "settings.backup:BackupScreen",
    "rehearsal": "settings.rehearsal:RehearsalScreen",
    "bank_accounts": "bank.bank_accounts:BankAccountsScreen",
    "filing_ways": "filing.filing_ways:FilingWaysScreen",
    "days_off": "settings.days_off:DaysOffScreen",
    "days_off_add": "settings.days_off_add:AddDaysScreen",
    "portal_codes": "outbox.portal_codes:PortalCodesScreen",
    "law_papers": "papers.law_papers:LawPapersScreen",
    "register": "reports.register_view:RegisterScreen",
    "paper_layouts": "papers.paper_layouts:PaperLayoutsScreen",
    "printers": "papers.printer_settings:PrintersScreen",
    "numbers": "reports.numbers_view:NumbersScreen",
    "transfers": "bank.transfers_view:TransfersScreen",
    "transfer_seen": "bank.transfer_seen:TransferSeenScreen",
    "bank_line": "bank.bank_line:BankLineScreen",
    "statement_import": "bank.statement_import:StatementImportScreen",
    "deposits": "reports.deposits:DepositsScreen",
    "month": "reports.month_view:MonthScreen",
    "delay": "reports.delay:DelayScreen",
    "delay_month": "reports.delay_month:DelayMonthScreen",
    "calls": "calls.calls:CallsScreen",
    "letters": "calls.call_letters:CallLettersScreen",
    "data_requests": "personal.data_requests:DataRequestsScreen",
    "data_request_add": "personal.data_request_add:AddRequestScreen",
    "breaches": "personal.breaches:BreachesScreen",
    "retention": "personal.retention:RetentionScreen",
    "second_looks": "put_right.second_looks:SecondLooksScreen",
    "work_of": "put_right.work_of:WorkOfScreen",
    "strike": "put_right.put_right:StrikeScreen",
    "give_on": "put_right.put_right:GiveOnScreen",
    "applicant_change": "put_right.applicant_change:ApplicantChangeScreen",
    "doubles": "put_right.doubles:DoublesScreen",
    "merge_pair": "put_right.merge_pair:MergePairScreen",
    "outbox_view": "outbox.outbox_view:OutboxScreen",
    "sending_settings": "outbox.sending_settings:SendingSettingsScreen",
}

WARM_AFTER = 0.3  # seconds after the first frame: the desk's rows come first


def make(name: str, **arguments: object) -> Screen[object]:
    """A new screen; screens open each other by name and never import each other."""
    module, _, cls = SCREENS[name].partition(":")
    screen: Screen[object] = getattr(import_module(f"counter.screens.{module}"), cls)(**arguments)
    return screen


def warm() -> None:
    """Load every screen and what it needs, while the hand still rests."""
    for target in SCREENS.values():
        import_module(f"counter.screens.{target.partition(':')[0]}")
