"""The program from outside, in a terminal: start, memory, sign-in, keys, idle."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks import practice
from benchmarks.table import Row, against, p95, within
from benchmarks.terminal import NotSeen, Running, running

MINIMAL = str(Path(__file__).with_name("minimal.py"))
PEER = "minimal Textual app"
CASE_NUMBER = r"\d\d-\d{4}"
_DOWN, _UP = "\x1b[B", "\x1b[A"


def _program(home: Path) -> tuple[str, ...]:
    return ("-m", "advice_tui", "--home", str(home))


def start(home: Path, rounds: int) -> list[Row]:
    """Start to prompt and the memory there, the two programs in turns."""
    took: dict[str, list[float]] = {"floor": [], "ours": []}
    held: dict[str, list[float]] = {"floor": [], "ours": []}
    for _ in range(rounds + 1):
        for name, arguments, sign in (("floor", (MINIMAL,), "READY"), ("ours", _program(home), "Password")):
            with running(*arguments) as program:
                took[name].append(program.until(sign))
                program.quiet(0.3)
                held[name].append(program.peak_mib())
    floor, ours = (median(took[name][1:]) for name in ("floor", "ours"))  # the first of each warms the disk's cache
    floor_mib, ours_mib = (median(held[name][1:]) for name in ("floor", "ours"))
    return [
        against("start to the sign-in prompt", "ms", PEER, floor, ours, at_most=1.10),
        against("peak memory at the prompt", "MiB", PEER, floor_mib, ours_mib, at_most=1.10),
    ]


def version(rounds: int) -> list[Row]:
    """``--version`` beside a Python that does nothing."""
    took: dict[str, list[float]] = {"-c": [], "-m": []}
    for _ in range(rounds + 1):
        for arguments in (("-c", "pass"), ("-m", "advice_tui", "--version")):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            took[arguments[0]].append((time.perf_counter() - begin) * 1e3)
    floor, ours = (median(took[name][1:]) for name in ("-c", "-m"))
    return [within("--version", "ms", ours, at_most=150, peer="python -c pass", floor=floor)]


def argon2(rounds: int = 5) -> float:
    """Milliseconds of the password check of practice data alone."""
    from data.keys.password import key_of, practice_cost

    took = []
    for _ in range(rounds):
        cost, begin = practice_cost(), time.perf_counter()
        key_of(practice.PASSWORD, cost)
        took.append((time.perf_counter() - begin) * 1e3)
    return median(took)


def sign_in(program: Running) -> float:
    """Sign in at a person's pace; give the milliseconds from the last Enter to Today drawn."""
    program.until("Password")
    program.type(practice.ADVISER + "\r" + practice.PASSWORD, pause=0.07)
    program.quiet(0.3)
    return program.until(CASE_NUMBER, since=program.type("\r"))


def signing_in(sizes: dict[int, Path], rounds: int) -> list[Row]:
    """Sign-in to Today drawn, less the password check, at each size."""
    alone = argon2()
    took: dict[int, list[float]] = {cases: [] for cases in sizes}
    for _ in range(rounds):
        for cases, home in sizes.items():
            with running(*_program(home)) as program:
                took[cases].append(sign_in(program) - alone)
    rest = {cases: median(values) for cases, values in took.items()}
    least = rest[min(rest)]
    return [
        within(f"sign-in to Today, {cases:,} cases, less Argon2 ({alone:.0f} ms)", "ms", found, at_most=250)
        for cases, found in rest.items()
    ] + [
        against(f"the same, {cases:,} cases", "ms", f"{min(rest):,} cases", least, found, at_most=1.5)
        for cases, found in rest.items()
        if cases != min(rest)
    ]


def _keys(program: Running, keys: list[str], pause: float = 0.03) -> list[float]:
    took = []
    for key in keys:
        program.quiet(pause, most=1)
        found = program.key(key)
        if found is not None:
            took.append(found)
    return took


def at_work(home: Path, cases: int, *, keys: int, idle: float) -> list[Row]:
    """Keys on Today, memory and idle, beside the smallest app; keys while the index is built, too."""
    with running(MINIMAL) as floor, running(*_program(home)) as ours:
        floor.until("READY")
        sign_in(ours)
        begin = time.perf_counter()
        meanwhile = _keys(ours, [_DOWN, _UP] * 20)
        ready = _until_idle(ours) - begin
        least, took = _keys(floor, ["j"] * keys), _keys(ours, ([_DOWN] * 15 + [_UP] * 15) * (keys // 30))
        at_rest = [program.idle_percent(idle) for program in (floor, ours)]
        return [
            against("key to changed screen on Today, p50", "ms", PEER, median(least), median(took), at_most=1.5),
            against("key to changed screen on Today, p95", "ms", PEER, p95(least), p95(took), at_most=1.5),
            within(f"key while {cases:,} cases are indexed, p95", "ms", p95(meanwhile), at_most=30),
            within(f"index ready after sign-in, {cases:,} cases, as seen", "s", ready, at_most=3),
            within(f"memory signed in, {cases:,} cases (now)", "MiB", ours.resident_mib(), at_most=180),
            within(f"memory signed in, {cases:,} cases (peak)", "MiB", ours.peak_mib(), at_most=180),
            within("idle, signed in: share of a core", "%", at_rest[1], at_most=1, peer=PEER, floor=at_rest[0]),
        ]


def _until_idle(program: Running, window: float = 0.5) -> float:
    """Wait until the program has used less than a tenth of a core for a while; give the moment that while began."""
    end = time.perf_counter() + 180
    while time.perf_counter() < end:
        began = time.perf_counter()
        if program.idle_percent(window) <= 10:
            return began
    raise NotSeen("The program did not come to rest.")


def another_terminal(home: Path, rounds: int) -> list[Row]:
    """An enquiry taken in one process, until it stands on Today in another."""
    from random import Random

    from advice_tui.casework import enquiries, entrance, today

    random = Random(5)
    took = []
    with practice.copied(home) as copy, running(*_program(copy)) as ours:
        sign_in(ours)
        _until_idle(ours)
        desk = entrance.sign_in(copy, "priya", practice.PASSWORD)  # who sees the same rows as the program
        try:
            for number in range(rounds):
                form = enquiries.EnquiryForm(
                    channel="email", received=desk.now, name=f"Late Change {number}", about="-", email="q@example.org"
                )
                ours.quiet(0.2 + random.random(), most=2)
                enquiries.take(desk, form)
                committed = time.perf_counter()
                waits = today.waiting(desk).total
                took.append(ours.until(rf"Waiting {waits}\b", since=committed) / 1e3)
        finally:
            entrance.sign_out(desk)
    return [within("another terminal shows a change, p95", "s", p95(took), at_most=1)]


def leaving(home: Path, cases: int, rounds: int) -> list[Row]:
    """Ctrl+Q straight after signing in, while the index is still being built, until the program has ended."""
    took = []
    for _ in range(rounds):
        with running(*_program(home)) as program:
            sign_in(program)
            took.append(program.ended(since=program.type("\x11")) / 1e3)
    return [within(f"Ctrl+Q right after sign-in, {cases:,} cases, to the end", "s", median(took), at_most=1)]
