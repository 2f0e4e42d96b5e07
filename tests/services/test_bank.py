"""Several processes at one till with random payments, voids, refunds, drawers and kills: the sums hold.

The quick version; the long one is `python -m tests.benchmarks.bank`.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.bank.acts import Act
from tests.bank.judge import faults, summary
from tests.bank.run import Bank, Story, furnish, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork servers are POSIX's")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / "counter.db"
    furnish(path, cashiers=4, dossiers=8)
    return path


@pytest.fixture
def path(furnished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(furnished, tmp_path / "counter.db"))


def judged(bank: Bank) -> tuple[Story, list[str]]:
    story = run(bank)
    print(summary(story))
    return story, faults(bank.path, story)


def test_the_sums_hold_at_every_moment_they_are_looked_at(path: Path) -> None:
    story, wrong = judged(Bank(path=path, cashiers=4, seconds=3))
    assert wrong == []
    assert story.acts(Act.PAY) and story.looks > 20 and story.killed_at_work


def test_no_acknowledged_payment_is_lost_or_doubled_by_a_kill(path: Path) -> None:
    story, wrong = judged(
        Bank(path=path, cashiers=3, seconds=30, most=25, only=Act.PAY, kill_share=40, unsaid_share=10)
    )
    assert wrong == []
    assert story.acts(Act.PAY) >= 25 and story.killed_at_work


def test_a_payment_whose_ledger_comes_after_it_is_found_out(path: Path) -> None:
    """The twin: a program that commits the payment first and its entry of the ledger in a second write."""
    story, wrong = judged(
        Bank(path=path, cashiers=2, seconds=30, most=6, only=Act.PAY, torn=True, unsaid_share=0)
    )
    assert story.acts(Act.PAY)
    assert [fault for fault in wrong if "ledger_payments" in fault]


def test_a_retry_as_a_new_operation_is_found_out(path: Path) -> None:
    """The twin: a program that forgot the operation it had begun, and does it once more as another."""
    story, wrong = judged(
        Bank(
            path=path,
            cashiers=2,
            seconds=30,
            most=8,
            only=Act.PAY,
            forgetful=True,
            kill_share=0,
            unsaid_share=40,
        )
    )
    assert story.killed_at_work
    assert [fault for fault in wrong if fault.endswith("2 times")]
