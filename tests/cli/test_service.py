"""``init``, ``recover``, ``check``, ``staff``, ``demo``: accounts and services made and mended without screens."""

from __future__ import annotations

import io
import json
import os
import re
import sys

import pytest

from advice_tui import cli

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){7}")
NEW_PASSWORD = "seven quiet green lamps"


def test_init_makes_a_private_service_and_prints_the_recovery_code_once(real_service):
    made = real_service.made
    assert made.code == 0, made.err
    where, code = made.out.splitlines()
    assert str(real_service.home) in where
    assert CODE.fullmatch(code.removeprefix("Recovery code: "))
    assert "paper" in made.err
    assert not CODE.search(made.err)


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_the_home_is_for_its_owner_only(real_service):
    assert real_service.home.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in real_service.home.iterdir()} == {0o600}


def test_no_file_of_a_service_holds_the_password_or_the_code(real_service):
    code = CODE.search(real_service.made.out).group()
    for path in real_service.home.iterdir():
        held = path.read_bytes()
        for secret in ("correct horse", code, code.replace("-", ""), "Morgan Reed"):
            assert secret.encode() not in held, path.name


def test_a_real_service_takes_the_full_cost_of_a_password(real_service):
    slots = json.loads((real_service.home / "keys.json").read_text())["slots"]
    assert {slot["kdf"]["memory_kib"] for slot in slots} == {256 * 1024}


def test_init_never_overwrites_a_service(program, real_service):
    before = (real_service.home / "keys.json").read_bytes()
    again = program(
        *("init", "--policy", "imperial", "--manager", "eve", "--password-stdin", "--home", real_service.home),
        lines=(NEW_PASSWORD,),
    )
    assert (again.code, again.out) == (1, "")
    assert (real_service.home / "keys.json").read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "password", "words"),
    [
        (("--manager", "m n"), NEW_PASSWORD, "letters a to z"),
        (("--manager", "morgan"), "short", "assword"),
        (("--manager", "morgan", "--policy", "no-such"), NEW_PASSWORD, "no-such"),
        (("--manager", "morgan", "--region", "FRA"), NEW_PASSWORD, "ENG, WLS, SCT, NIR"),
    ],
)
def test_init_says_what_is_wrong_and_makes_nothing(monkeypatch, capsys, tmp_path, changes, password, words):
    asked = (*(() if "--policy" in changes else ("--policy", "imperial")), *changes)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    assert cli.run(["init", *asked, "--password-stdin", "--home", str(tmp_path / "home")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err
    assert not (tmp_path / "home" / "service.db").exists()


def test_check_finds_a_sound_service_sound(real_service, program):
    got = program(
        *("check", "--home", real_service.home, "--as", "morgan", "--password-stdin", "--json"),
        lines=("correct horse battery staple",),
    )
    assert got.code == 0, got.err
    assert got.json["sound"] is True
    assert got.json["problems"] == []


def test_check_in_words(practice):
    got = practice("check", who="sam")
    assert got.code == 0
    assert "0 database pages with faults" in got.out


def test_staff_list(practice_apart):
    got = practice_apart("staff", "list", "--json")
    rows = got.json
    assert got.code == 0
    assert {"login", "name", "role", "state", "policies_read", "policies_due"} == set(rows[0])
    assert {row["role"] for row in rows} == {"manager", "adviser", "receptionist", "director", "maintainer", "reader"}
    plain = practice_apart("staff", "list")
    assert plain.out.count("\n") == len(rows)
    assert any(line.startswith("priya\tPriya Nair\tadviser\tactive\t") for line in plain.out.splitlines())


def test_a_new_colleague_can_sign_in_change_her_password_and_be_given_another_role(practice, inside):
    assert (
        practice("staff", "add", "zed", "--role", "receptionist", "--name", "Zed Okoro", more=(NEW_PASSWORD,)).code == 0
    )
    taken = practice("staff", "add", "zed", "--role", "adviser", "--name", "Zed Two", more=(NEW_PASSWORD,))
    assert taken.code == 1
    own = ("staff", "password", "--home", practice.home, "--as", "zed", "--password-stdin")
    got = inside(*own, lines=(NEW_PASSWORD, "eight loud purple lamps"))
    assert got.code == 0, got.err
    assert inside(*own, lines=(NEW_PASSWORD, "nine plain white lamps")).code == 1
    assert practice("staff", "role", "zed", "--role", "adviser").code == 0
    role = {row["login"]: row["role"] for row in practice("staff", "list", "--json").json}["zed"]
    assert role == "adviser"


def test_reset_gives_a_new_password_and_the_old_one_opens_nothing(practice, inside):
    got = practice("staff", "reset", "priya", more=(NEW_PASSWORD,))
    assert got.code == 0, got.err
    own = ("staff", "password", "--home", practice.home, "--as", "priya", "--password-stdin")
    assert inside(*own, lines=(practice.password, "nine plain white lamps")).code == 1
    assert inside(*own, lines=(NEW_PASSWORD, "nine plain white lamps")).code == 0


def test_too_many_wrong_passwords_lock_a_name_until_the_manager_unlocks_it(practice):
    from data.access import attempts
    from data.keys.keyring import read_keyring

    store = read_keyring(practice.home).store
    for _ in range(6):
        attempts.failed(practice.home, store, "priya")
    locked = practice("staff", "list", who="priya")
    assert (locked.code, locked.out) == (4, "")
    assert "Wait" in locked.err
    assert practice("staff", "unlock", "priya").code == 0
    assert practice("staff", "list", who="priya").code == 5


def test_disable_says_first_what_it_would_do_and_does_it_only_with_yes(practice):
    dry = practice("staff", "disable", "tom", "--dry-run")
    assert dry.code == 0
    assert "Would remove Tom Ellis" in dry.out
    unsure = practice("staff", "disable", "tom")
    assert (unsure.code, unsure.out) == (2, "")
    keys = (practice.home / "keys.json").read_bytes()
    done = practice("staff", "disable", "tom", "--yes", "--no-input")
    assert done.code == 0, done.err
    assert done.out.startswith("Tom Ellis is out")
    assert all(line.endswith("needs another adviser") for line in done.out.splitlines()[1:])
    assert (practice.home / "keys.json").read_bytes() != keys
    assert _states(practice)["tom"] == "left"
    assert practice("staff", "list", who="tom").code == 1


def _states(practice) -> dict[str, str]:
    return {row["login"]: row["state"] for row in practice("staff", "list", "--json").json}


@pytest.mark.parametrize("asked", [("disable", "nobody", "--yes"), ("unlock", "nobody")])
def test_a_name_that_is_not_there(practice, asked):
    got = practice("staff", *asked)
    assert (got.code, got.out) == (1, "")


def test_a_policy_is_adopted_by_the_manager_only(practice):
    asked = ("policy", "adopt", "imperial", "--from", "2027-01-04")
    refused = practice(*asked, who="priya")
    assert (refused.code, refused.out) == (5, "")
    got = practice(*asked)
    assert got.code == 0, got.err
    assert got.out.count("\n") == 1


def test_recover_makes_a_manager_and_a_new_code_and_the_old_one_opens_nothing(practice, practice_made, inside):
    old = practice_made.answer.json["recovery_code"]
    asked = ("recover", "--manager", "newboss", "--name", "New Boss", "--password-stdin", "--home", practice.home)
    got = inside(*asked, "--json", lines=(old.lower().replace("-", " "), NEW_PASSWORD))
    assert got.code == 0, got.err
    fresh = got.json["recovery_code"]
    assert CODE.fullmatch(fresh)
    assert fresh != old
    assert inside(*asked, lines=(old, NEW_PASSWORD)).code == 1
    listed = inside(
        *("staff", "list", "--home", practice.home, "--as", "newboss", "--password-stdin", "--json"),
        lines=(NEW_PASSWORD,),
    )
    assert {"newboss": "manager"}.items() <= {row["login"]: row["role"] for row in listed.json}.items()


def test_demo_prints_its_accounts_and_one_of_each_role(practice_made_apart):
    made = practice_made_apart.answer.json
    assert made["practice"] is True
    assert made["now"].startswith("2026-11-24T")
    assert {account["role"] for account in made["accounts"]} == {
        *("receptionist", "adviser", "manager", "director", "maintainer", "reader")
    }


def test_demo_never_touches_a_real_service_nor_practice_data_that_is_there(program, real_service, practice_made):
    before = {path.name: path.stat().st_mtime_ns for path in real_service.home.iterdir()}
    got = program("demo", "--no-open", "--home", real_service.home)
    assert (got.code, got.out) == (1, "")
    assert {path.name: path.stat().st_mtime_ns for path in real_service.home.iterdir()} == before
    assert program("demo", "--no-open", "--home", practice_made.home).code == 1


@pytest.mark.parametrize(
    "asked",
    [("--no-open",), ("--role", "king"), ("--date", "tomorrow"), ("--cases", "many")],
)
def test_demo_called_wrongly(capsys, asked):
    assert cli.run(["demo", *asked]) == 2
    assert capsys.readouterr().out == ""


def test_demo_refuses_a_number_of_cases_it_cannot_make(inside, tmp_path):
    got = inside("demo", "--no-open", "--home", tmp_path / "home", "--cases", "-1")
    assert (got.code, got.out) == (1, "")
    assert not (tmp_path / "home" / "service.db").exists()
