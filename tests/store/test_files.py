"""Files that are missing, damaged, foreign or in a folder that cannot be written: one sentence, and nothing changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from advice_tui.casework import cases, entrance, staff, today
from data.errors import AdviceError, IntegrityError, NoService
from data.keys.password import practice_cost
from data.store.connection import connect
from tests.factories import PASSWORD, STAFF, found_service, take

ROOT = Path(__file__).parents[2]


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal")) and not path.name.startswith("attempts")
    }


def cut(name, size):
    def act(home):
        content = (home / name).read_bytes()
        (home / name).write_bytes(content[: int(len(content) * size) if size < 1 else int(size)])

    return act


def write(name, content):
    return lambda home: (home / name).write_bytes(content)


def remove(name):
    return lambda home: (home / name).unlink()


def folder(name):
    def act(home):
        (home / name).unlink()
        (home / name).mkdir()

    return act


def plain_sqlite(home):
    (home / "service.db").unlink()
    connection = sqlite3.connect(home / "service.db")
    connection.execute("CREATE TABLE account(id)")
    connection.commit()
    connection.close()


def garble(name, at):
    def act(home):
        content = bytearray((home / name).read_bytes())
        content[at] ^= 0xFF
        (home / name).write_bytes(content)

    return act


def newer_schema(home):
    desk = entrance.sign_in(home, "morgan", PASSWORD)
    path, key = desk.store.path, desk.session.database_key
    entrance.sign_out(desk)
    connection = connect(path, key)
    connection.execute("PRAGMA user_version=99")
    connection.close()


def newer_keys(home):
    text = (home / "keys.json").read_text().replace('"format": 1', '"format": 2')
    (home / "keys.json").write_text(text)


DAMAGE = [
    ("database missing", remove("service.db"), IntegrityError, "missing"),
    ("database empty", write("service.db", b""), IntegrityError, "cut short"),
    ("database of a few bytes", write("service.db", b"hello"), IntegrityError, "cut short"),
    ("database cut within a page", cut("service.db", 0.5), IntegrityError, "cut short|damaged"),
    ("database cut to its first page", cut("service.db", 4096), IntegrityError, "damaged|cut short"),
    ("database of random bytes", write("service.db", os.urandom(40_960)), IntegrityError, "does not open"),
    ("database with one bad byte in its head", garble("service.db", 100), IntegrityError, "does not open"),
    ("plain SQLite in its place", plain_sqlite, IntegrityError, "not encrypted"),
    ("a folder in its place", folder("service.db"), IntegrityError, "folder"),
    ("a newer schema", newer_schema, IntegrityError, "newer version"),
    ("key file missing", remove("keys.json"), IntegrityError, "missing"),
    ("key file empty", write("keys.json", b""), IntegrityError, "damaged"),
    ("key file cut", cut("keys.json", 0.7), IntegrityError, "damaged"),
    ("a folder in the key file's place", folder("keys.json"), IntegrityError, r"keys\.json"),
    ("a newer key file", newer_keys, IntegrityError, "newer version"),
]


@pytest.mark.parametrize(("damage", "error", "words"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_damage_is_said_in_one_sentence_and_nothing_is_changed(service, damage, error, words):
    take(service.sign_in("adviser"))
    service.close()
    damage(service.home)
    before = hashes(service.home)
    with pytest.raises(error, match=words) as refused:
        service.sign_in("manager")
    assert refused.value.exit_code == 6
    assert "\n" not in refused.value.sentence
    assert hashes(service.home) == before
    with pytest.raises(AdviceError):
        entrance.found(
            service.home,
            policy=service.policy,
            region=None,
            login="eva",
            name="Eva Hart",
            password=PASSWORD,
            cost=practice_cost(),
        )
    assert hashes(service.home) == before


def test_another_services_database_is_refused(service, tmp_path, policy):
    other = found_service(tmp_path / "other", policy)
    shutil.copy(other.home / "service.db", service.home / "service.db")
    before = hashes(service.home)
    with pytest.raises(IntegrityError, match="does not open"):
        service.sign_in("manager")
    assert hashes(service.home) == before


def test_no_service_is_no_service(tmp_path):
    for home in (tmp_path, tmp_path / "not" / "there"):
        with pytest.raises(NoService) as refused:
            entrance.sign_in(home, "morgan", PASSWORD)
        assert refused.value.exit_code == 3
    assert not list(tmp_path.iterdir())


def test_a_bad_page_is_found_or_refused_and_never_believed(service):
    """One byte in each page, one page at a time: what cannot be read is a sentence, never a wrong answer."""
    taken = take(service.sign_in("adviser"))
    service.close()
    path = service.home / "service.db"
    whole = path.read_bytes()
    expected = None
    for page in range(1, len(whole) // 4096, 7):
        path.write_bytes(whole)
        garble("service.db", page * 4096 + 2000)(service.home)
        try:
            desk = service.sign_in("adviser")
            view = cases.open_case(desk, taken.case_id)
        except AdviceError:
            continue
        finally:
            service.close()
        expected = expected or view.client
        assert view.client == expected


def run(code, home, **more):
    """Run a few lines in a process of their own; give what it printed, on the level of file descriptors."""
    return subprocess.run(
        [sys.executable, "-c", code, str(home)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        **more,
    )


def test_a_wrong_key_prints_nothing(service):
    done = run(
        "import sys, pathlib\n"
        "from data.store.connection import connect\n"
        "from sqlcipher3 import dbapi2\n"
        "for key in (b'x' * 32, bytes(32)):\n"
        "    try:\n"
        "        connect(pathlib.Path(sys.argv[1]) / 'service.db', key)\n"
        "        raise SystemExit(3)\n"
        "    except dbapi2.DatabaseError:\n"
        "        pass\n",
        service.home,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_everything_is_private_whatever_the_umask(tmp_path, policy):
    before = os.umask(0)
    try:
        service = found_service(tmp_path / "open", policy)
        desk = service.sign_in("adviser")
        take(desk)
        with pytest.raises(AdviceError):
            service.sign_in("adviser", "wrong")
        staff.rotate(service.sign_in("manager"))
        paths = [service.home, *service.home.rglob("*")]
        names = {path.name for path in paths}
        assert {"service.db", "service.db-wal", "keys.json", "service.json", "attempts.json", "sessions.lock"} <= names
        for path in paths:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), f"{path.name} {mode:o}"
        service.close()
    finally:
        os.umask(before)


def test_a_folder_that_was_open_is_closed(tmp_path, policy):
    home = tmp_path / "wide"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    found_service(home, policy).close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


# A folder that cannot be written -------------------------------------------------------------------------------------

AS_NOBODY = """
import os, sys, pathlib, importlib.readers
import argon2.low_level, holidays.countries  # before the change of account: the packages may be private
from advice_tui.casework import entrance
from advice_tui.casework.home import look
from data.errors import AdviceError
from data.migrations import steps
steps()
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    look(pathlib.Path(sys.argv[1]))
    entrance.sign_in(pathlib.Path(sys.argv[1]), "priya", %r)
except AdviceError as error:
    print(type(error).__name__, error.exit_code, error.sentence)
"""


@pytest.fixture
def everybodys(real_passwords, template, policy):
    """A copy of a service outside the private test folders, so that another account can reach it."""
    made = Path(tempfile.mkdtemp(prefix="advice-tui-"))
    made.chmod(0o755)
    home = shutil.copytree(template(policy).home, made / "home")
    yield home
    shutil.rmtree(made)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs to become another account")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "said"),
    [
        (0o000, 0o600, "cannot be"),
        (0o755, 0o600, "cannot be read"),
        (0o755, 0o644, "cannot be"),
        (0o777, 0o444, "cannot be"),
    ],
)
def test_a_folder_of_somebody_else_is_a_sentence(everybodys, folder_mode, file_mode, said):
    before = hashes(everybodys)
    everybodys.chmod(folder_mode)
    for path in everybodys.iterdir():
        path.chmod(file_mode)
    done = run(AS_NOBODY % PASSWORD, everybodys)
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(done.stderr)
    assert done.stderr == ""
    assert done.stdout.startswith("AdviceError 1 "), done.stdout
    assert said in done.stdout
    assert hashes(everybodys) == before


# A full disk ---------------------------------------------------------------------------------------------------------

FULL = """
import resource, sys, pathlib
from tests.factories import take
from advice_tui.casework import entrance, staff
from advice_tui.roles import Role
from data.keys.password import practice_cost
from data.errors import AdviceError
home = pathlib.Path(sys.argv[1])
desk = entrance.sign_in(home, "morgan", %r)
print("number", take(desk).number, flush=True)
limit = (home / "service.db-wal").stat().st_size + %d
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for n in range(40):
    try:
        print("number", take(desk, about="words " * 1000).number, flush=True)
    except AdviceError as error:
        print("refused", error.exit_code, error.sentence, flush=True)
        break
try:
    staff.add(desk, login="nina", name="Nina Okafor", role=Role.ADVISER, password="nine yellow lanterns", cost=practice_cost())
    print("added", flush=True)
except AdviceError as error:
    print("refused", error.exit_code, error.sentence, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")
@pytest.mark.usefixtures("real_passwords")
@pytest.mark.parametrize("room", [0, 3_000, 20_000, 60_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(service, room):
    done = run(FULL % (PASSWORD, room), service.home)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    saved = [line.split()[1] for line in lines if line.startswith("number")]
    refused = [line for line in lines if line.startswith("refused")]
    assert refused
    assert all(
        "full or failing" in line or "cannot be written" in line or "File too large" in line for line in refused
    ), refused
    desk = service.sign_in("adviser")
    assert sorted(row.number for row in today.waiting(desk).rows) == sorted(saved)
    assert take(desk).number == f"26-{len(saved) + 1:04d}"
    assert ("nina" in {row.login for row in staff.everyone(service.sign_in("manager"))}) == ("added" in lines)
    for who in STAFF:
        entrance.sign_out(service.sign_in(who))


def fill(desk, saved):
    for _ in range(400):
        saved.append(take(desk, about="words " * 4000).number)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs to mount")
def test_a_really_full_disk(template, policy, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("cannot mount here")
    try:
        from tests.factories import copy_service

        service = copy_service(template(policy), disk / "home")
        desk = service.sign_in("manager")
        saved = [take(desk).number]
        with pytest.raises(AdviceError, match="full or failing"):
            fill(desk, saved)
        for act in (
            lambda: staff.rotate(desk),
            lambda: staff.change_password(desk, PASSWORD, "nine yellow lanterns", cost=practice_cost()),
            lambda: staff.disable(desk, "tom"),
        ):
            with pytest.raises(AdviceError):
                act()
        service.close()
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        for who in STAFF:
            if who != "second":
                entrance.sign_out(service.sign_in(who))
        again = service.sign_in("adviser")
        assert sorted(row.number for row in today.waiting(again).rows) == sorted(saved)
        take(again)
        service.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
