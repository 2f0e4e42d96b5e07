"""The balanced lines of every act with money: double entry, debit positive, amounts in whole đồng.

A function here takes the sums of one act and gives its lines, which always add up to 0 and hold no line of
0 đồng. An act that moves nothing (a drawer opened without float) has no lines, and nothing is to be posted.
Corrections are new entries: `reversal` is the mirror image of a payment, the whole of it or a part.
"""

from collections.abc import Iterable, Sequence

from counter.models.ledger import Account, Line, Share

MEANS = (Account.CASH, Account.TRANSFER, Account.CARD, Account.POST)
Lines = tuple[Line, ...]


def must_balance(lines: Sequence[Line]) -> None:
    """Hold the rules of an entry. ValueError: no lines, one of 0 đồng, a sum other than 0, a cash line
    without its drawer, a fees line without its dossier, or either on another account's line."""
    if not lines:
        raise ValueError("an entry without lines")
    for line in lines:
        if line.amount == 0:
            raise ValueError(f"a line of 0 đồng on {line.account}")
        if (line.account is Account.CASH) != (line.drawer_id is not None):
            raise ValueError(f"a drawer belongs to cash lines only, and to each: {line}")
        if (line.account is Account.FEES) != (line.dossier_id is not None):
            raise ValueError(f"a dossier belongs to fees lines only, and to each: {line}")
    if total := sum(line.amount for line in lines):
        raise ValueError(f"an entry that does not balance: {total} đồng")


def payment(means: Iterable[tuple[str, int]], shares: Iterable[Share], drawer_id: int | None) -> Lines:
    """Money taken (thu phí): what came by each means, and what of it is owed for each dossier.

    `means`: words "cash", "transfer", "card", "post" with what is kept of each (change already off), the same
    word as often as there were payments by it. ValueError: a negative sum, another means, cash without a
    drawer, or means and shares that differ.
    """
    came = [_line(_means(word), _not_negative(amount), drawer_id) for word, amount in means]
    owed = [
        Line(Account.FEES, -_not_negative(share.amount), dossier_id=share.dossier_id, fee_kind=share.fee_kind)
        for share in shares
    ]
    return _entry(*came, *owed)


def reversal(means: Iterable[tuple[str, int]], shares: Iterable[Share], drawer_id: int | None) -> Lines:
    """Money given back (huỷ, hoàn phí): the mirror image of `payment`, its sums given as positive too.

    Cash leaves the drawer named here, which need not be the one it came into. ValueError as for `payment`.
    """
    return mirror(payment(means, shares, drawer_id))


def mirror(lines: Iterable[Line]) -> Lines:
    """The same lines with the opposite sign."""
    return tuple(
        Line(line.account, -line.amount, line.drawer_id, line.dossier_id, line.fee_kind) for line in lines
    )


def opening(float_amount: int, drawer_id: int) -> Lines:
    """A drawer opened with counted float (tiền lẻ đầu ca). ValueError for a negative one."""
    _not_negative(float_amount)
    return _entry(Line(Account.CASH, float_amount, drawer_id), Line(Account.FLOAT, -float_amount))


def cash_move(amount: int, drawer_id: int) -> Lines:
    """Cash put into a drawer (positive) or taken out of it (negative) for another reason than a fee."""
    return _entry(Line(Account.CASH, amount, drawer_id), Line(Account.OTHER, -amount))


def closing(counted: int, expected: int, kept: int, drawer_id: int) -> Lines:
    """A drawer closed: it holds nothing more; what was counted is in the safe, but for the float kept.

    `expected` is what the drawer's lines add up to. What was counted above or below it is a difference.
    ValueError: a negative sum, or more kept than counted.
    """
    if not 0 <= kept <= counted:
        raise ValueError(f"kept {kept} of {counted} counted")
    return _entry(
        Line(Account.CASH, -expected, drawer_id),
        Line(Account.SAFE, counted - kept),
        Line(Account.FLOAT, kept),
        Line(Account.DIFFERENCE, expected - counted),
    )


def bank_in(amount: int) -> Lines:
    """Money seen on a bank statement (sao kê), not yet known what for. ValueError unless it came in."""
    return _between(Account.BANK, Account.UNKNOWN, amount)


def bank_matched(amount: int) -> Lines:
    """Money of the statement found to be that of a transfer payment. ValueError unless positive."""
    return _between(Account.UNKNOWN, Account.TRANSFER, amount)


def bank_settled(means: str, amount: int) -> Lines:
    """Money of the statement found to be that of card slips or of the post. ValueError for other means."""
    account = _means(means)
    if account not in (Account.CARD, Account.POST):
        raise ValueError(f"{account} is not settled by the bank")
    return _between(Account.UNKNOWN, account, amount)


def bank_explained(amount: int) -> Lines:
    """Money of the statement that is no fee of this counter, such as interest. ValueError unless positive."""
    return _between(Account.UNKNOWN, Account.OTHER, amount)


def deposit(amount: int, taken_from: str) -> Lines:
    """Fees paid in at the Treasury (nộp Kho bạc), from "safe" or "bank". ValueError for other places."""
    place = Account(taken_from)
    if place not in (Account.SAFE, Account.BANK):
        raise ValueError(f"no deposit is taken from {place}")
    return _between(Account.TREASURY, place, amount)


def _means(word: str) -> Account:
    account = Account(word)  # ValueError for a word that is no account, such as "exempt"
    if account not in MEANS:
        raise ValueError(f"{account} is no means of payment")
    return account


def _line(account: Account, amount: int, drawer_id: int | None) -> Line:
    return Line(account, amount, drawer_id if account is Account.CASH else None)


def _not_negative(amount: int) -> int:
    if amount < 0:
        raise ValueError(f"a negative sum: {amount}")
    return amount


def _between(to: Account, out_of: Account, amount: int) -> Lines:
    if amount <= 0:
        raise ValueError(f"nothing comes in: {amount}")
    return _entry(Line(to, amount), Line(out_of, -amount))


def _entry(*lines: Line) -> Lines:
    """The lines with those of the same place added up, those of 0 đồng left out, and the balance held."""
    sums: dict[tuple[Account, int | None, int | None, str], int] = {}
    for line in lines:
        place = (line.account, line.drawer_id, line.dossier_id, line.fee_kind)
        sums[place] = sums.get(place, 0) + line.amount
    entry = tuple(
        Line(account, amount, drawer, dossier, kind)
        for (account, drawer, dossier, kind), amount in sums.items()
        if amount
    )
    if entry:
        must_balance(entry)
    return entry
