"""The screens by name. One is imported when it opens: the desk is painted before the others, or the ORM."""

from importlib import import_module
from typing import Final

from textual.screen import Screen

SCREENS: Final = {
    "setup": "setup:SetupScreen",
    "unlock": "unlock:UnlockScreen",
    "convert": "convert:ConvertScreen",
    "key": "key:KeyScreen",
    "key_phrase": "key_phrase:KeyPhraseScreen",
    "key_paper": "key_paper:KeyPaperScreen",
    "key_recover": "key_recover:KeyRecoverScreen",
    "sign_in": "sign_in:SignInScreen",
    "desk": "desk:DeskScreen",
    "intake": "intake:IntakeScreen",
    "accepted": "accepted:AcceptedScreen",
    "visit": "visit:VisitScreen",
    "fee": "fee:FeeScreen",
    "assisted": "assisted:AssistedScreen",
    "attachments": "attachments:AttachmentsScreen",
    "attachment_add": "attachment_add:AttachmentAddScreen",
    "dossier": "dossier:DossierScreen",
    "hand_over": "hand_over:HandOverScreen",
    "life": "life:LifeScreen",
    "life_lists": "life_lists:LifeListsScreen",
    "results_in": "results_in:ResultsInScreen",
    "send_out": "results_in:SendOutScreen",
    "resident_view": "resident_view:ResidentViewScreen",
    "papers_seen": "papers_seen:PapersSeenScreen",
    "drawer": "drawer:DrawerScreen",
    "drawer_open": "drawer_open:DrawerOpenScreen",
    "drawer_move": "drawer_move:DrawerMoveScreen",
    "drawer_receipts": "drawer_receipts:DrawerReceiptsScreen",
    "drawer_close": "drawer_close:DrawerCloseScreen",
    "drawer_hand_over": "drawer_close:DrawerHandOverScreen",
    "drawer_sheet": "drawer_sheet:DrawerSheetScreen",
    "drawers_past": "drawers_past:DrawersPastScreen",
    "reversal": "reversal:ReversalScreen",
    "receipt_books": "receipt_books:ReceiptBooksScreen",
    "help": "help:HelpScreen",
    "staff": "staff:StaffScreen",
    "own_pin": "own_pin:OwnPinScreen",
    "new_pin": "new_pin:NewPinScreen",
    "staff_leave": "staff_leave:StaffLeaveScreen",
    "settings": "settings:SettingsScreen",
    "backup": "backup:BackupScreen",
    "rehearsal": "rehearsal:RehearsalScreen",
    "bank_accounts": "bank_accounts:BankAccountsScreen",
    "filing_ways": "filing_ways:FilingWaysScreen",
    "days_off": "days_off:DaysOffScreen",
    "days_off_add": "days_off_add:AddDaysScreen",
    "portal_codes": "portal_codes:PortalCodesScreen",
    "law_papers": "law_papers:LawPapersScreen",
    "register": "register_view:RegisterScreen",
    "paper_layouts": "paper_layouts:PaperLayoutsScreen",
    "printers": "printer_settings:PrintersScreen",
    "numbers": "numbers_view:NumbersScreen",
    "transfers": "transfers_view:TransfersScreen",
    "transfer_seen": "transfer_seen:TransferSeenScreen",
    "bank_line": "bank_line:BankLineScreen",
    "statement_import": "statement_import:StatementImportScreen",
    "deposits": "deposits:DepositsScreen",
    "month": "month_view:MonthScreen",
    "delay": "delay:DelayScreen",
    "delay_month": "delay_month:DelayMonthScreen",
    "calls": "calls:CallsScreen",
    "letters": "call_letters:CallLettersScreen",
    "data_requests": "data_requests:DataRequestsScreen",
    "data_request_add": "data_request_add:AddRequestScreen",
    "breaches": "breaches:BreachesScreen",
    "retention": "retention:RetentionScreen",
    "second_looks": "second_looks:SecondLooksScreen",
    "work_of": "work_of:WorkOfScreen",
    "strike": "put_right:StrikeScreen",
    "give_on": "put_right:GiveOnScreen",
    "applicant_change": "applicant_change:ApplicantChangeScreen",
    "doubles": "doubles:DoublesScreen",
    "merge_pair": "merge_pair:MergePairScreen",
    "outbox_view": "outbox_view:OutboxScreen",
    "sending_settings": "sending_settings:SendingSettingsScreen",
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
