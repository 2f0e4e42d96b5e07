"""`counter doubles`: the pairs of the practice ward, masked, and nothing changed."""

from pathlib import Path

from tests.cli.running import counter
from tests.services.made_up import copy_of, small_ward

HEAD = "Bình (tập)"


def test_the_practice_ward_has_two_people_twice(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    here = ("--practice", "--store", str(path))
    assert "việc của lãnh đạo" in counter(*here, "doubles").err  # the first clerk of the ward
    told = counter(*here, "--as", HEAD, "--json", "doubles")
    assert told.code == 0, told.err
    pairs = told.json
    assert {pair["why"][0] for pair in pairs} >= {"number", "born"}
    assert all("•" in number or not number for pair in pairs for number in pair["numbers"])
    listed = counter(*here, "--as", HEAD, "doubles")
    assert len(listed.out.splitlines()) == len(pairs)
    assert "chung số giấy tờ" in listed.out
