"""Commands killed in the middle: the service opens afterwards, is sound, and holds all of an act or none of it."""

from __future__ import annotations

import os
import subprocess
import time
from random import Random

import pytest

PASSWORD = "seven quiet green lamps"


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
@pytest.mark.parametrize("seed", range(4))
def test_a_killed_command_leaves_a_sound_service(practice_apart, seed):
    practice = practice_apart
    random = Random(seed)
    began = time.perf_counter()
    assert practice("staff", "add", "first", "--role", "adviser", "--name", "First One", more=(PASSWORD,)).code == 0
    whole = time.perf_counter() - began
    for number in range(5):
        login = f"colleague{number}"
        asked = (
            [("staff", "add", login, "--role", "adviser", "--name", "New Colleague"), (PASSWORD,)],
            [("staff", "disable", "first", "--yes"), ()],
        )[number == 4]
        arguments = practice.program.command(*asked[0], "--home", practice.home, "--as", "morgan", "--password-stdin")
        with subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=practice.program.bare_environ(),
            cwd=practice.program.folder,
        ) as process:
            process.stdin.write("".join(f"{line}\n" for line in (practice.password, *asked[1])).encode())
            process.stdin.flush()
            try:
                process.wait(random.uniform(0.4, 1.05) * whole)  # the moment is what is tried, not waited for
            except subprocess.TimeoutExpired:
                process.kill()
        listed = practice("staff", "list", "--json")
        assert listed.code == 0, listed.err
        states = {row["login"]: row["state"] for row in listed.json}
        assert states.get(login) in {None, "active"}
        assert states["first"] in {"active", "left"}
        checked = practice("check", "--json", who="sam")
        assert (checked.code, checked.json["problems"]) == (0, [])
    if states["first"] == "active":
        assert practice("staff", "disable", "first", "--yes").code == 0
