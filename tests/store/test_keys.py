"""Passwords to slots, slots to keys, the key file's reading: what is not exactly right opens nothing."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import IntegrityError, NotFound
from data.keys.keychain import KeyChain
from data.keys.keyring import (
    RECOVERY_ALPHABET,
    DatabaseKey,
    Keyring,
    Slot,
    new_recovery_code,
    normal_recovery_code,
    parse,
    read_keyring,
)
from data.keys.password import CEILING_KIB, FLOOR_KIB, Kdf, commitment, key_of, practice_cost, standard_cost
from data.keys.person import PersonKeys
from data.keys.sealing import give, letter_box, new_exchange_key, new_key, new_signing_key, place, seal, take, unseal

pytestmark = pytest.mark.usefixtures("real_passwords")
STORE, ACCOUNT = "0" * 32, "a" * 32
PASSWORD = "seven green kettles"


@pytest.fixture(scope="module")
def keys():
    return PersonKeys.new(new_signing_key()[1])


@pytest.fixture(scope="module")
def slot(keys):
    return Slot.make(STORE, ACCOUNT, "priya", PASSWORD, practice_cost(), keys)


def ring(slot, keys):
    root_private, root_public = new_signing_key()
    keys = replace(keys, root_public=root_public)
    database = DatabaseKey(1, {}).granted(STORE, ACCOUNT, keys.exchange_public, new_key(), root_private)
    return Keyring(STORE, 3, (slot,), (database,)).next(new_key())


def test_a_slot_opens_with_its_password_only(slot, keys):
    assert slot.open(STORE, PASSWORD) == keys
    for wrong in ("seven green kettle", PASSWORD + " ", PASSWORD + "\0", "", PASSWORD.upper()):
        assert slot.open(STORE, wrong) is None


@pytest.mark.parametrize("moved", [{"account": "b" * 32}, {"login": "tom"}])
def test_a_slot_moved_to_another_account_or_name_is_refused(slot, moved):
    with pytest.raises(IntegrityError):
        replace(slot, **moved).open(STORE, PASSWORD)


def test_a_slot_moved_to_another_service_is_refused(slot):
    with pytest.raises(IntegrityError):
        slot.open("1" * 32, PASSWORD)


def test_a_changed_cost_does_not_open(slot):
    assert replace(slot, kdf=replace(slot.kdf, lanes=1)).open(STORE, PASSWORD) is None


def test_a_slot_with_another_keys_commitment_is_refused_before_it_is_opened(slot):
    other = commitment(key_of("another password", slot.kdf))
    assert replace(slot, commit=other).open(STORE, PASSWORD) is None
    with pytest.raises(IntegrityError):
        replace(slot, commit=other).open(STORE, "another password")


def test_the_same_password_in_either_unicode_form(keys):
    made = Slot.make(STORE, ACCOUNT, "priya", "caf\u00e9 au lait 7", practice_cost(), keys)
    assert made.open(STORE, "cafe\u0301 au lait 7") == keys


def test_costs_of_real_accounts_are_above_the_floor():
    assert practice_cost().memory_kib >= FLOOR_KIB
    assert standard_cost().memory_kib >= 4 * FLOOR_KIB
    assert standard_cost().salt != standard_cost().salt


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": FLOOR_KIB - 1},
        {"memory_kib": 8},
        {"memory_kib": CEILING_KIB + 1},
        {"memory_kib": 10**30},
        {"memory_kib": float("inf")},
        {"memory_kib": float("nan")},
        {"passes": 1},
        {"passes": 10**9},
        {"lanes": 0},
        {"lanes": 17},
        {"alg": "argon2i"},
        {"salt": ""},
        {"salt": "00" * 15},
        {"salt": 7},
        {"memory_kib": None},
        {"memory_kib": "many"},
    ],
)
def test_cheap_and_monstrous_password_checks_are_refused_unread(change):
    found = {**practice_cost().to_json(), **change}
    with pytest.raises(IntegrityError):
        Kdf.from_json(found)


def test_a_key_file_reads_back_as_written(slot, keys):
    made = ring(slot, keys)
    assert parse(made.to_bytes()) == made


def test_what_is_sealed_opens_only_with_its_key_and_in_its_place():
    key, where = new_key(), place("entry", "e1", "c1", 1)
    sealed = seal(key, b"words", where)
    assert unseal(key, sealed, where) == b"words"
    for other_key, other in (
        (new_key(), where),
        (key, place("entry", "e2", "c1", 1)),
        (key, place("case", "e1", "c1", 1)),
    ):
        with pytest.raises(IntegrityError):
            unseal(other_key, sealed, other)
    for broken in (b"", sealed[:11], sealed[:-1], sealed + b"x", bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(IntegrityError):
            unseal(key, broken, where)


def test_a_given_key_opens_only_for_its_holder_and_purpose():
    private, public = new_exchange_key()
    given_ = give(public, b"k" * 32, b"room")
    assert take(private, given_, b"room") == b"k" * 32
    for who, what, why in (
        (new_exchange_key()[0], given_, b"room"),
        (private, given_, b"hall"),
        (private, given_[:-1], b"room"),
        (private, b"", b"room"),
        (private, bytes(len(given_)), b"room"),
    ):
        with pytest.raises(IntegrityError):
            take(who, what, why)


def test_who_lacks_a_room_can_put_a_key_into_it_and_not_take_it_out(keys):
    room_key = new_key()
    boxes = {"advice": (1, letter_box(room_key)[1])}
    outside = KeyChain(ACCOUNT, keys, {}, dict(boxes))
    inside = KeyChain(ACCOUNT, keys, {("advice", 1): room_key}, dict(boxes))
    row = outside.wrap("advice", "c1", "notes", 1, b"n" * 32)
    assert inside.unwrap(row) == b"n" * 32
    with pytest.raises(NotFound):
        outside.unwrap(row)
    for moved in ({"record_id": "c2"}, {"purpose": "identity"}, {"ver": 2}):
        with pytest.raises(IntegrityError):
            inside.unwrap(replace(row, **moved))
    for changed in (b"", b"\x03" + row.wrapped[1:], b"\x01" + row.wrapped[1:]):
        with pytest.raises(IntegrityError):
            inside.unwrap(replace(row, wrapped=changed))


def test_forgotten_keys_are_gone(keys):
    chain = KeyChain(ACCOUNT, keys, {("advice", 1): new_key()}, {"advice": (1, bytes(32))})
    chain.forget()
    assert not chain.rooms
    assert not any(chain.person.to_bytes())
    assert "x02" not in repr(chain)


def test_a_forged_grant_of_the_database_key_is_refused(keys):
    root_private, root_public = new_signing_key()
    keys = replace(keys, root_public=root_public)
    ours = DatabaseKey(1, {}).granted(STORE, ACCOUNT, keys.exchange_public, b"k" * 32, root_private)
    assert ours.open(STORE, ACCOUNT, keys) == b"k" * 32
    assert ours.open(STORE, "b" * 32, keys) is None
    theirs = DatabaseKey(1, {}).granted(STORE, ACCOUNT, keys.exchange_public, b"x" * 32, new_signing_key()[0])
    for forged in (theirs, replace(ours, ver=2)):
        with pytest.raises(IntegrityError):
            forged.open(STORE, ACCOUNT, keys)


# The key file's reading ----------------------------------------------------------------------------------------------

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["00", "\x1f", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ver", "grants", "given", "kdf"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*path, key))
    if isinstance(value, list):
        for n in range(len(value)):
            yield from paths(value[n], (*path, n))


def put(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


def only_integrity_errors(raw):
    """Read, sign in with, and check whatever this is: nothing but IntegrityError may come of it."""
    try:
        found = parse(raw)
        parse(found.to_bytes())
        found.digest()
        found.check(bytes(32))
    except IntegrityError:
        return


@given(data=st.data(), new=values)
def test_a_key_file_with_anything_in_any_place_is_read_or_refused(data, new, slot, keys):
    whole = json.loads(ring(slot, keys).to_bytes())
    path = data.draw(st.sampled_from(list(paths(whole))))
    only_integrity_errors(json.dumps(put(whole, path, new)).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw):
    with pytest.raises(IntegrityError):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"0",
        b"[" * 100_000,
        b'{"format": 1}',
        b'{"format": 1e999}',
        b"\xff\xfe",
        b'{"gen": Infinity}',
    ],
)
def test_other_json_is_refused(raw):
    with pytest.raises(IntegrityError):
        parse(raw)


@pytest.mark.parametrize(
    ("where", "what"),
    [("gen", float("inf")), ("store", "a\x1fb"), ("store", "\ud800"), ("format", 0), ("format", "one"), ("gen", -1)],
)
def test_fields_that_could_not_have_been_written_are_refused(slot, keys, where, what):
    whole = json.loads(ring(slot, keys).to_bytes())
    with pytest.raises(IntegrityError):
        parse(json.dumps({**whole, where: what}).encode())


def test_a_newer_key_file_says_so(slot, keys):
    whole = json.loads(ring(slot, keys).to_bytes())
    with pytest.raises(IntegrityError, match="newer version"):
        parse(json.dumps({**whole, "format": 2}).encode())


def test_a_huge_key_file_is_not_read(tmp_path):
    (tmp_path / "keys.json").write_bytes(b" " * (5 * 1024 * 1024))
    with pytest.raises(IntegrityError):
        read_keyring(tmp_path)


def test_a_folder_in_the_key_files_place_says_so(tmp_path):
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(IntegrityError, match=r"keys\.json"):
        read_keyring(tmp_path)


# The recovery code ---------------------------------------------------------------------------------------------------


def test_recovery_codes_have_160_bits_in_letters_that_cannot_be_confused():
    codes = {new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4] * 8
        assert set(code) <= {*RECOVERY_ALPHABET, "-"}
    assert len(set(RECOVERY_ALPHABET)) == 32
    assert not {"I", "L", "O", "U"} & set(RECOVERY_ALPHABET)


@given(st.integers(0, 2**160 - 1), st.randoms())
def test_a_recovery_code_may_be_typed_loosely(number, random):
    code = normal_recovery_code("".join(RECOVERY_ALPHABET[(number >> shift) & 31] for shift in range(0, 160, 5)))
    loose = {"0": "0oO", "1": "1iIlL", "-": ["-", " ", "", " - ", "\t"]}
    typed = "".join(random.choice([*loose.get(char, [char, char.lower()])]) for char in code)
    assert normal_recovery_code(f"  {typed}\n") == code


def test_os_urandom_is_what_keys_are_made_of(monkeypatch):
    asked = []
    monkeypatch.setattr(os, "urandom", lambda n: asked.append(n) or bytes(n))
    assert new_key() == bytes(32)
    assert asked == [32]
