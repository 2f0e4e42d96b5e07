"""Codes of the chain: what is printed is read again, and a slip of the finger is no code."""

from hypothesis import given
from hypothesis import strategies as st

from counter.models.anchor import Anchor
from counter.rules.anchors import LETTERS, code_of, read_code, read_texts, text_of

seals = st.binary(min_size=32, max_size=32).map(bytes.hex)
anchors = st.builds(
    Anchor, st.integers(1, 10**12), seals, st.sampled_from(["", "ab" * 32]), st.sampled_from(["", "0c" * 64])
)


@given(anchors)
def test_a_short_code_names_event_and_seal(anchor: Anchor) -> None:
    read = read_code(code_of(anchor))
    assert read is not None
    assert (read.seq, read.hash) == (anchor.seq, anchor.hash[:20])


@given(anchors)
def test_small_letters_spaces_and_letters_that_look_alike_are_taken(anchor: Anchor) -> None:
    seq, rest = code_of(anchor).split("-", 1)
    typed = f" {seq}-{rest.replace('0', 'o').replace('1', 'l').lower().replace('-', ' ')} "
    assert read_code(typed) == read_code(code_of(anchor))


@given(anchors, st.data())
def test_one_wrong_letter_is_no_code(anchor: Anchor, data: st.DataObject) -> None:
    code = code_of(anchor)
    places = [place for place, letter in enumerate(code) if letter != "-"]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from("0123456789" if place < code.index("-") else LETTERS))
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        assert read_code(wrong) is None


@given(st.lists(anchors, max_size=4, unique=True))
def test_long_texts_are_found_within_a_file(found: list[Anchor]) -> None:
    text = "\n".join(f'{{"niem": "{text_of(anchor)}"}} rest' for anchor in found)
    assert read_texts(text) == tuple(found)


@given(st.text(max_size=60))
def test_other_texts_are_no_code(text: str) -> None:
    assert read_code(text) is None
    assert read_texts(text) == ()


def test_the_code_is_what_the_paper_shows() -> None:
    assert code_of(Anchor(812, "0123456789abcdef0123" + "0" * 44)) == "812-04HM-ASW9-NF6Y-Y093-JR"
