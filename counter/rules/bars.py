"""A count drawn as a bar of blocks (biểu đồ thanh): its length says it, with no colour and in any font."""

FULL, HALF = "█", "▌"


def bar(part: int, whole: int, width: int) -> str:
    """`part` of `whole` in at most `width` cells; something for every count above 0, all only for all."""
    if part <= 0 or whole <= 0 or width <= 0:
        return ""
    halves = min(2 * width, (4 * width * part + whole) // (2 * whole))
    if part < whole:
        halves = min(halves, 2 * width - 1)
    halves = max(halves, 1)
    return FULL * (halves // 2) + HALF * (halves % 2)
