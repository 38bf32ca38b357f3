"""The keys a signed-in person holds: her own, the rooms' she was granted, and every room's letter box."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.errors import IntegrityError, NotFound
from data.keys.person import PersonKeys
from data.keys.sealing import give, letter_box, place, seal, take, unseal

BY_ROOM_KEY = b"\x01"
BY_LETTER_BOX = b"\x02"
MOST_OPENED = 4096
"""So many opened record keys are kept at hand."""


@dataclass(frozen=True)
class RecordKeyRow:
    """A record's key as it stands in the database: wrapped for one version of one room."""

    record_id: str
    purpose: str
    ver: int
    room: str
    room_ver: int
    wrapped: bytes = field(repr=False)


@dataclass
class KeyChain:
    """``rooms`` maps (room, version) to its key; ``boxes`` maps every room to (version, public key)."""

    account_id: str
    person: PersonKeys = field(repr=False)
    rooms: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)
    boxes: dict[str, tuple[int, bytes]] = field(default_factory=dict, repr=False)
    _opened: dict[RecordKeyRow, bytes] = field(default_factory=dict, repr=False)
    """Record keys opened lately, by the row as it stood: a case on the screen is read again and again."""

    def holds(self, room: str) -> bool:
        """Whether this person has the current key of the room."""
        return room in self.boxes and (room, self.boxes[room][0]) in self.rooms

    def room_key(self, room: str) -> bytes:
        """Give the current key of a room; raises NotFound for a room this person is not in."""
        box = self.boxes.get(room)
        key = self.rooms.get((room, box[0])) if box else None
        if key is None:
            raise NotFound("There is nothing here for your account.")
        return key

    def wrap(self, room: str, record_id: str, purpose: str, ver: int, key: bytes) -> RecordKeyRow:
        """Wrap a record's key for a room: under the room's key, or into its letter box by who does not hold it."""
        room_ver, public = self.boxes[room]
        where = place("record key", record_id, purpose, ver, room, room_ver)
        room_key = self.rooms.get((room, room_ver))
        wrapped = BY_ROOM_KEY + seal(room_key, key, where) if room_key else BY_LETTER_BOX + give(public, key, where)
        return RecordKeyRow(record_id, purpose, ver, room, room_ver, wrapped)

    def unwrap(self, row: RecordKeyRow) -> bytes:
        """Open a record's key; raises NotFound, in the words of a record that does not exist, without the room."""
        key = self._opened.get(row)
        if key is None:
            key = self._unwrapped(row)
            if len(self._opened) >= MOST_OPENED:
                self._opened.clear()
            self._opened[row] = key
        return key

    def _unwrapped(self, row: RecordKeyRow) -> bytes:
        room_key = self.rooms.get((row.room, row.room_ver))
        if room_key is None:
            raise NotFound("There is no such record.")
        where = place("record key", row.record_id, row.purpose, row.ver, row.room, row.room_ver)
        way, wrapped = row.wrapped[:1], row.wrapped[1:]
        if way == BY_ROOM_KEY:
            return unseal(room_key, wrapped, where)
        if way == BY_LETTER_BOX:
            return take(letter_box(room_key)[0], wrapped, where)
        raise IntegrityError("A record's key is damaged. Run `advice-tui check`.")

    def take_over(self, other: KeyChain) -> None:
        """Hold the rooms and letter boxes of another chain of the same person, in place of those of before."""
        self.rooms, self.boxes = other.rooms, other.boxes
        self._opened = {}

    def forget(self) -> None:
        """Let go of every key."""
        self._opened.clear()
        self.rooms.clear()
        self.boxes.clear()
        nothing = bytes(32)
        self.person = PersonKeys(nothing, nothing, nothing, nothing, nothing)
