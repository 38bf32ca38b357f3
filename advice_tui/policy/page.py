"""The public page: what the documents promise to publish (I-6, I-28, I-36, L-11, L-12, L-29, L-40, L-44, L-46)."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from advice_tui.policy.policy import Policy
from advice_tui.policy.promises import DAYS, BusyPeriod, Closure, Interval

Kind = Literal["title", "heading", "subheading", "paragraph", "list"]


class Block(NamedTuple):
    """A piece of the page: its kind, and its lines (one for a heading, one an entry for a list)."""

    kind: Kind
    lines: tuple[str, ...]


def publish(
    policy: Policy,
    form: Literal["md", "html"] = "md",
    *,
    closures: Sequence[Closure] = (),
    busy: Sequence[BusyPeriod] = (),
    on: dt.date | None = None,
) -> str:
    """Return the public page of a policy, as Markdown or as one HTML document, with every text escaped.

    ``closures`` and ``busy`` are those the service added to the policy's own. Only advertised ones are shown and, when
    ``on`` is given, only those that were advertised by that day and have not ended before it.
    """
    blocks = list(_blocks(policy, (*policy.closures, *closures), (*policy.reply.busy_periods, *busy), on))
    if form == "html":
        return _html(policy.title, blocks)
    return _markdown(blocks)


def say_day(day: dt.date) -> str:
    """Write a date as people read it: "Thu 26 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _shown(advertised: dt.date | None, last: dt.date, on: dt.date | None) -> bool:
    return advertised is not None and (on is None or (advertised <= on <= last))


def _hours(intervals: tuple[Interval, ...]) -> str:
    return ", ".join(f"{opens:%H:%M} to {closes:%H:%M}" for opens, closes in intervals) or "closed"


def _blocks(
    policy: Policy, closures: Sequence[Closure], busy: Sequence[BusyPeriod], on: dt.date | None
) -> Iterator[Block]:
    yield Block("title", (policy.title,))
    yield Block("paragraph", (f"Version {policy.version}, in force from {say_day(policy.effective_from)}.",))
    yield from _standards(policy)
    yield from _opening(policy, closures, busy, on)
    yield from _notices(policy)
    yield from _procedures(policy)
    yield from _papers(policy)


def _standards(policy: Policy) -> Iterator[Block]:
    standards = policy.standards
    yield Block("heading", ("What you can expect",))
    for aim in standards.aims:
        yield Block("paragraph", (aim.text,))
    yield Block("subheading", ("You can expect to be",))
    yield Block("list", tuple(line.text for line in standards.client_can_expect))
    yield Block("subheading", ("We expect you to",))
    yield Block("list", tuple(line.text for line in standards.service_expects))


def _opening(
    policy: Policy, closures: Sequence[Closure], busy: Sequence[BusyPeriod], on: dt.date | None
) -> Iterator[Block]:
    yield Block("heading", ("Opening hours and answers",))
    week = zip(DAYS, policy.opening.week, strict=True)
    yield Block("list", tuple(f"{name.capitalize()}: {_hours(hours)}" for name, hours in week))
    days = "day" if policy.reply.days == 1 else "days"
    yield Block("paragraph", (f"We answer within {policy.reply.days} working {days}. We are closed on bank holidays.",))
    yield Block("subheading", ("How to reach us",))
    contacts = policy.contacts
    ways = [f"Email: {contacts.service_email}"]
    ways += [f"Telephone: {contacts.telephone}"] if contacts.telephone else []
    yield Block("list", (*ways, *contacts.sites))
    shut = [closure for closure in closures if _shown(closure.advertised, closure.last, on)]
    if shut:
        yield Block("subheading", ("Closures",))
        yield Block("list", tuple(_closed(policy, closure) for closure in sorted(shut, key=lambda each: each.first)))
    longer = [period for period in busy if _shown(period.advertised, period.last, on)]
    if longer:
        yield Block("subheading", ("Busy times",))
        yield Block("list", tuple(_busy(policy, period) for period in sorted(longer, key=lambda each: each.first)))


def _closed(policy: Policy, closure: Closure) -> str:
    text = policy.fill("closure", first=say_day(closure.first), last=say_day(closure.last), reason=closure.reason)
    if closure.part != "day":
        text += f" This is for the {closure.part} only."
    if closure.channels:
        labels = ", ".join(sorted(policy.label_of("channels", channel) for channel in closure.channels))
        text += f" This concerns: {labels}."
    return text


def _busy(policy: Policy, period: BusyPeriod) -> str:
    return policy.fill("busy", first=say_day(period.first), last=say_day(period.last), days=str(period.days))


def _notices(policy: Policy) -> Iterator[Block]:
    yield Block("heading", ("Confidentiality and your records",))
    names = ("confidentiality_statement", "record_notice", "no_record")
    for text in dict.fromkeys(policy.fill(name) for name in names):
        yield from _paragraphs(text)
    if policy.retention.years is not None:
        yield Block("paragraph", (f"Case files are kept for {policy.retention.years} years after they are closed.",))


def _procedures(policy: Policy) -> Iterator[Block]:
    yield Block("heading", ("Our procedures",))
    for name in type(policy.procedures).model_fields:
        procedure = getattr(policy.procedures, name)
        if procedure.public is None:
            continue
        yield Block("subheading", (procedure.label,))
        yield from _paragraphs(policy.words(procedure.public))
        if name == "restriction":
            yield Block("list", tuple(reason.label for reason in policy.restriction.reasons))
        if name == "withdrawal":
            yield Block("list", tuple(ground.label for ground in policy.withdrawal.grounds))
    yield Block("heading", ("Equal opportunities and complaints",))
    yield from _paragraphs(policy.fill("equality"))
    yield from _paragraphs(policy.fill("complaints"))


def _papers(policy: Policy) -> Iterator[Block]:
    yield Block("heading", ("Our policies",))
    yield Block(
        "list",
        tuple(
            f"{paper.title}" + (f" (updated {paper.updated})" if paper.updated else "")
            for paper in policy.acknowledgements
        ),
    )
    if policy.laws:
        yield Block("paragraph", ("We check them against these laws:",))
        yield Block("list", tuple(law.title for law in policy.laws))


def _paragraphs(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph:
            yield Block("paragraph", (paragraph,))


def _mark(text: str) -> str:
    """Escape what Markdown, or a page that Markdown becomes, would take for an instruction."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])|^([-+=])", lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", text)


def _markdown(blocks: list[Block]) -> str:
    shapes: dict[Kind, Callable[[str], str]] = {
        "title": lambda text: f"# {text}",
        "heading": lambda text: f"## {text}",
        "subheading": lambda text: f"### {text}",
        "paragraph": lambda text: text,
        "list": lambda text: f"- {text}",
    }
    return "\n\n".join("\n".join(shapes[kind](_mark(line)) for line in lines) for kind, lines in blocks) + "\n"


def _html(title: str, blocks: list[Block]) -> str:
    tags: dict[Kind, str] = {"title": "h1", "heading": "h2", "subheading": "h3", "paragraph": "p", "list": "li"}
    parts: list[str] = []
    for kind, lines in blocks:
        inner = "\n".join(f"<{tags[kind]}>{html.escape(line)}</{tags[kind]}>" for line in lines)
        parts.append(f"<ul>\n{inner}\n</ul>" if kind == "list" else inner)
    head = f'<meta charset="utf-8">\n<title>{html.escape(title)}</title>'
    body = "\n".join(parts)
    page = f"<head>\n{head}\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>"
    return f'<!DOCTYPE html>\n<html lang="en-GB">\n{page}\n</html>\n'
