"""Why a file is not taken. Each reason has its words: attachment.file.<reason>."""

REFUSED = frozenset(
    {
        "missing", "symlink", "not_file", "not_allowed", "not_readable", "empty", "too_big", "mislabelled",
        "encrypted", "damaged", "many_pages", "kind", "archive", "office", "heic", "signed", "heavy",
        "no_files", "many_sources",
    }
)  # fmt: skip
"""Nothing is wrong with whoever made them: another file is needed."""

HOSTILE = frozenset(
    {"bomb", "huge", "active", "embedded", "macro", "program", "polyglot", "crashed", "costly"}
)
"""Files that could harm the one who opens them: kept aside (để riêng)."""


class NotTaken(Exception):
    """A file is not taken. `params` go into the words."""

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params
