"""The key of a store as the program holds it: it shows itself to nobody and can be forgotten."""

import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
SALT_BYTES = 16


class DataKey:
    """256 random bits that encrypt a store, and the store's own salt, which says whose key it is.

    `forget` overwrites them. That is as far as Python lets go: copies that SQLCipher or a text made for a
    moment are freed, not overwritten; the process that held them must end for the memory to be the system's.
    """

    __slots__ = ("_key", "put_back", "salt")

    def __init__(self, key: bytes, salt: bytes) -> None:
        if len(key) != KEY_BYTES or len(salt) != SALT_BYTES:
            raise ValueError("a key has 32 bytes and its salt 16")
        self._key = bytearray(key)
        self.salt = bytes(salt)
        self.put_back = False  # its key file was gone or damaged, and came back from the second copy

    @classmethod
    def new(cls) -> "DataKey":
        """A key and a salt that nobody knows."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(SALT_BYTES))

    def __bytes__(self) -> bytes:
        return bytes(self._key)

    def copy(self) -> "DataKey":
        """The same key with a life of its own."""
        copied = DataKey(bytes(self._key), self.salt)
        copied.put_back = self.put_back
        return copied

    def raw(self) -> str:
        """96 hex digits as SQLCipher takes a key with its salt: no derivation, so opening costs nothing."""
        return self._key.hex() + self.salt.hex()

    def forget(self) -> None:
        """Overwrite the key with zeros; it opens nothing any more."""
        self._key[:] = bytes(len(self._key))

    @property
    def forgotten(self) -> bool:
        """Whether nothing is left of it."""
        return not any(self._key)

    def __repr__(self) -> str:
        return "DataKey(…)"  # in no trace, no log, no assertion

    def __reduce__(self) -> str:
        raise TypeError("a key is never pickled")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeys:
    """What a first passphrase makes: the key, the text of its key file, and the words for the paper."""

    key: DataKey
    file: bytes = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
