"""ONE table of what a person can do from anywhere: key, words, right, screen.

Bindings, key bar, palette and F1 are made from it; a key means the same on every screen (ux B1).
Labels are the ids `command.<id>`, one line of help `command.<id>.help`, other names `command.<id>.words`.
"""

from dataclasses import dataclass

from counter.rules.rights import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can do. `screen` is the name in `counter.app.SCREENS` it opens, if it opens one."""

    id: str
    key: str
    shown: str
    right: Act | None = None
    screen: str = ""
    digit: int | None = None  # its number on the desk's menu
    priority: int = 50  # the lower, the longer it stays in a narrow key bar
    of_dossier: bool = False  # its screen opens for one dossier and for nothing else

    @property
    def label_id(self) -> str:
        """The id of its verb, for the key bar and the palette."""
        return f"command.{self.id}"

    @property
    def help_id(self) -> str:
        """The id of its one line of help."""
        return f"command.{self.id}.help"

    @property
    def words_id(self) -> str:
        """The id of what else people call it, ";" between, by which F2 finds it too; not every one has it."""
        return f"command.{self.id}.words"


HELP = Command(id="help", key="f1", shown="F1", priority=0)
FIND = Command(id="find", key="f2,ctrl+k", shown="F2", right=Act.READ, priority=20)
NEW = Command(id="new", key="f3", shown="F3", right=Act.SAVE_DRAFT, screen="intake", digit=1, priority=10)
HAND_OVER = Command(
    id="hand_over", key="f4", shown="F4", right=Act.HAND_OVER, screen="hand_over", digit=2, priority=30
)
SUGGEST = Command(id="suggest", key="f5", shown="F5", priority=45)
FEE = Command(
    id="fee", key="f7", shown="F7", right=Act.TAKE_MONEY, screen="fee", digit=3, priority=32, of_dossier=True
)
ASSIST = Command(
    id="assist", key="f8", shown="F8", right=Act.CARRY, screen="assisted", digit=4, priority=34,
    of_dossier=True,
)  # fmt: skip
DONE = Command(id="done", key="f9", shown="F9", priority=2)
MORE = Command(id="more", key="f10", shown="F10", priority=40)
LOCK = Command(id="lock", key="f12", shown="F12", priority=42)
BACK = Command(id="back", key="escape", shown="Esc", priority=1)
QUIT = Command(id="quit", key="ctrl+q", shown="Ctrl+Q", priority=90)

DRAWER = Command(id="drawer", key="", shown="", right=Act.TAKE_MONEY, screen="drawer", digit=8)
DRAWER_CLOSE = Command(id="drawer_close", key="", shown="", right=Act.TAKE_MONEY, screen="drawer_close")
DRAWER_MOVE = Command(id="drawer_move", key="", shown="", right=Act.TAKE_MONEY, screen="drawer_move")
DRAWER_HAND_OVER = Command(
    id="drawer_hand_over", key="", shown="", right=Act.TAKE_MONEY, screen="drawer_hand_over"
)
DRAWERS_PAST = Command(id="drawers_past", key="", shown="", right=Act.TAKE_MONEY, screen="drawers_past")
STAFF = Command(id="staff", key="", shown="", right=Act.MANAGE_STAFF, screen="staff", digit=6)
LOOKS = Command(id="looks", key="", shown="", right=Act.MANAGE_STAFF, screen="looks")
OWN_PIN = Command(id="own_pin", key="", shown="", right=Act.OWN_PIN, screen="own_pin")
SETTINGS = Command(id="settings", key="", shown="", right=Act.CHANGE_SETTINGS, screen="settings", digit=7)
RECEIPT_BOOKS = Command(id="receipt_books", key="", shown="", right=Act.TAKE_MONEY, screen="receipt_books")
TRANSFERS = Command(id="transfers", key="", shown="", right=Act.TAKE_MONEY, screen="transfers")
DEPOSITS = Command(id="deposits", key="", shown="", right=Act.SEE_TILL, screen="deposits")
MONTH = Command(id="month", key="", shown="", right=Act.SEE_TILL, screen="month")
LIFE_LISTS = Command(id="life_lists", key="", shown="", right=Act.READ, screen="life_lists")
SEND_OUT = Command(id="send_out", key="", shown="", right=Act.MOVE, screen="send_out")
RESULTS = Command(id="results", key="", shown="", right=Act.MOVE, screen="results_in")
OUTBOX = Command(id="outbox", key="", shown="", right=Act.READ, screen="outbox_view")
DELAY_MONTH = Command(id="delay_month", key="", shown="", right=Act.READ, screen="delay_month")
REGISTER = Command(id="register", key="", shown="", right=Act.MOVE, screen="register")
PRINTERS = Command(id="printers", key="", shown="", right=Act.PRINT, screen="printers")
NUMBERS = Command(id="numbers", key="", shown="", right=Act.READ, screen="numbers")
CALLS = Command(id="calls", key="f6", shown="F6", right=Act.CALL, screen="calls", digit=5, priority=36)
LETTERS = Command(id="letters", key="", shown="", right=Act.CALL, screen="letters")
ACCOUNTS = Command(id="accounts", key="", shown="", right=Act.CHANGE_SETTINGS, screen="bank_accounts")
WORK_OF = Command(id="work_of", key="", shown="", right=Act.READ, screen="work_of")
DOUBLES = Command(id="doubles", key="", shown="", right=Act.MERGE, screen="doubles")
SECOND_LOOKS = Command(id="second_looks", key="", shown="", right=Act.SECOND_LOOK, screen="second_looks")
DATA_REQUESTS = Command(id="data_requests", key="", shown="", right=Act.DATA_REQUEST, screen="data_requests")
BACKUP = Command(id="backup", key="", shown="", right=Act.BACK_UP, screen="backup")
BREACHES = Command(id="breaches", key="", shown="", right=Act.BREACH, screen="breaches")
REHEARSAL = Command(id="rehearsal", key="", shown="", right=Act.REHEARSE, screen="rehearsal")
RETENTION = Command(id="retention", key="", shown="", right=Act.ERASE, screen="retention")
STORE_KEY = Command(id="store_key", key="", shown="", right=Act.CHANGE_SETTINGS, screen="key")
PRACTICE = Command(id="practice", key="", shown="", digit=9)

COMMANDS = (
    HELP, FIND, NEW, HAND_OVER, SUGGEST, FEE, ASSIST, CALLS, DONE, MORE, LOCK, BACK, QUIT, STAFF, SETTINGS,
    DRAWER, DRAWER_CLOSE, DRAWER_MOVE, DRAWER_HAND_OVER, DRAWERS_PAST,
    RECEIPT_BOOKS, TRANSFERS, DEPOSITS, MONTH, OUTBOX, ACCOUNTS, OWN_PIN, DELAY_MONTH, REGISTER,
    NUMBERS, LETTERS, SECOND_LOOKS, PRACTICE, SEND_OUT, RESULTS, LIFE_LISTS, PRINTERS, WORK_OF, DOUBLES,
    BACKUP, REHEARSAL, DATA_REQUESTS, BREACHES, LOOKS, RETENTION, STORE_KEY,
)  # fmt: skip


def on_digit(digit: int) -> Command:
    """The command behind a number of the desk's menu: 1 to 9 each have one."""
    return next(c for c in COMMANDS if c.digit == digit)
