"""The bank test at length: `uv run python -m tests.benchmarks.bank`. Prints figures; exit 1 for any fault.

Eight processes pay, void, refund, move cash, open and close drawers for a minute while they are killed at
random moments and others look at every sum; then 300 payments under kills alone. Both have a twin that must
be found out: a program that writes payment and ledger in two transactions, and one that tries again as a new
operation. A run that finds nothing there cannot find anything.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bank.acts import Act
from tests.bank.judge import faults, summary
from tests.bank.run import Bank, furnish, run
from tests.benchmarks.machine import machine_line

DOSSIERS = 40


def shown(name: str, bank: Bank, *, twin: str = "") -> bool:
    """Run and print; whether it came out as it must: without a fault, or for a twin with this one."""
    furnish(bank.path, bank.cashiers, DOSSIERS)
    story = run(bank)
    wrong = faults(bank.path, story)
    good = bool([fault for fault in wrong if twin in fault]) if twin else not wrong
    print(f"\n{name}\n  {summary(story)}\n  {len(wrong)} faults: {'as it must be' if good else 'WRONG'}")
    _say(wrong[:3] if good else wrong)
    return good


def _say(wrong: Sequence[str]) -> None:
    for fault in wrong[:20]:
        print(f"    {fault}")


def main() -> None:
    """Run all four."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--processes", type=int, default=8)
    options.add_argument("--payments", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    print(machine_line())
    with tempfile.TemporaryDirectory(prefix="counter-bank-") as folder:
        home, many, seed = Path(folder), chosen.processes, chosen.seed
        results = [
            shown(
                f"{many} processes, everything, {chosen.seconds:.0f} s",
                Bank(path=home / "a.db", cashiers=many, seconds=chosen.seconds, onlookers=2, seed=seed),
            ),
            shown(
                f"{chosen.payments} payments under kill -9",
                Bank(
                    path=home / "b.db", cashiers=many, seconds=3600, only=Act.PAY, most=chosen.payments,
                    kill_share=50, unsaid_share=10, seed=seed,
                ),
            ),
            shown(
                "twin: payment and ledger in two transactions",
                Bank(path=home / "c.db", cashiers=many, seconds=10, torn=True, seed=seed),
                twin="ledger_payments",
            ),
            shown(
                "twin: a retry as a new operation",
                Bank(
                    path=home / "d.db", cashiers=many, seconds=3600, only=Act.PAY, most=40, forgetful=True,
                    unsaid_share=30, seed=seed,
                ),
                twin="2 times",
            ),
        ]  # fmt: skip
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
