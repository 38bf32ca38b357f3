"""A letter in lines: how it leaves the program."""

from __future__ import annotations

from textual.content import Content

from advice_tui.casework.letters import LetterView
from screens.widgets.said import said


def leaving_lines(found: LetterView) -> list[Content]:
    """Say how it leaves the program, from which words it grew, who wrote it."""
    paper = f"on {found.letterhead}" if found.letterhead else "on plain paper"
    origin = f"version {found.template_version} of our own words" if found.template_version else "the policy's words"
    lines = [said(("Leaves as ", "$ink-quiet"), f"{found.file_name}.docx {paper}")]
    lines.append(said(("Grew from ", "$ink-quiet"), f"{origin}, policy version {found.policy_version}"))
    lines.append(said(("Written by ", "$ink-quiet"), found.written_by))
    if found.step_label and not found.sent:
        lines.append(said(("Sending records ", "$ink-quiet"), f"“{found.step_label}”"))
    if found.sent:
        lines.append(said(("SHA-256 ", "$ink-quiet"), found.hash))
    return lines
