"""Which keys came before in a file, in a few bytes a key."""

from array import array
from collections.abc import Iterable

_FIRST_SIZE = 1 << 12
_64_BITS = (1 << 64) - 1


class SeenKeys:
    """A set of texts that can only be asked and grow; of each it keeps a hash of 64 bits.

    Two million keys take 32 MB, where a set of the texts takes 300. Of so many, two different
    ones look the same once in nine million files; Python's hash is keyed, so nobody can make them.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SIZE))
        self._count = 0
        self.update(keys)

    def __contains__(self, key: str) -> bool:
        mark = _mark(key)
        return self._slots[self._place(mark)] == mark

    def __len__(self) -> int:
        return self._count

    def update(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        if self._count * 2 >= len(self._slots):
            self._grow()
        mark = _mark(key)
        place = self._place(mark)
        if self._slots[place] != mark:
            self._slots[place] = mark
            self._count += 1

    def _place(self, mark: int) -> int:
        """Where the mark is, or the free slot where it belongs."""
        slots = self._slots
        last = len(slots) - 1
        place = mark & last
        while slots[place] not in {0, mark}:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        for mark in before:
            if mark:
                self._slots[self._place(mark)] = mark


def _mark(key: str) -> int:
    """The hash; never 0, which marks a free slot."""
    return hash(key) & _64_BITS or 1
