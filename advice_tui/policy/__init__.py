"""Policies as data: one TOML file says what one union has promised, and every setting says where it comes from.

``load("name")`` returns a frozen ``Policy`` with plain values (``policy.reply.days``); ``policy.cite("reply.days")``
returns the sentences behind one; ``policy.needs("withdrawal")`` returns what a blank setting stops. ``check`` says
every fault of a file with its line, ``publish`` writes the public page. Nothing here names a union.
"""

from __future__ import annotations

from advice_tui.policy.page import publish
from advice_tui.policy.parts import Citation
from advice_tui.policy.policy import Policy
from advice_tui.policy.reading import Fault, bundled, check, load, loads, source_text

__all__ = ["Citation", "Fault", "Policy", "bundled", "check", "load", "loads", "publish", "source_text"]
