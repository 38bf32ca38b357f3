"""HTML of a message into text, without a network, a script or anything that the sender hid."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEPTH: Final = 500
"""Deeper nesting than any letter has: such a text is read by leaving out everything between < and >."""

_DROPPED_NAMES = """
script style head title template noscript object iframe svg select textarea
"""
_DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCKS_NAMES = """
address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main
nav ol p pre section table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_HIDDEN = re.compile(r"display:none|visibility:hidden|font-size:0(?:px|pt|em|%)?(?:;|$)|mso-hide:all", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})[^<>]*>")
_UNREAD = re.compile(r"(<!--|-->|</?(?:script|style|title)\b)", re.IGNORECASE)
# Elements that hold nothing, or that end where the next one of the kind begins.
_VOID_NAMES = """
area base br col embed hr img input link meta source track wbr p li dd dt td th tr tbody thead tfoot option
"""
_VOID = frozenset(_VOID_NAMES.split())


def text_of_markup(markup: str) -> str:
    """Return what a reader would see of an HTML text: blocks on lines of their own, links with their address.

    Scripts, styles and elements hidden by their attributes are left out; pictures are not fetched.
    """
    if _deep(markup):
        return _tidy(html.unescape(_TAG.sub(" ", _read_parts(markup))))
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  only an import of email needs it

    root = LexborHTMLParser(markup).root
    return _tidy("".join(_walk(root))) if root is not None else ""


def _deep(markup: str) -> bool:
    depth = deepest = 0
    for match in _TAG.finditer(markup):
        if match[2].lower() not in _VOID:
            depth += -1 if match[1] else 1
            deepest = max(deepest, depth)
    return deepest > DEPTH


def _read_parts(markup: str) -> str:
    """Leave out comments, scripts and styles in one pass; one that never ends takes the rest with it."""
    kept: list[str] = []
    waiting_for = ""
    pieces = _UNREAD.split(markup)
    for index, piece in enumerate(pieces):
        mark = piece.lower() if index % 2 else ""
        if waiting_for:
            waiting_for = "" if mark == waiting_for else waiting_for
        elif mark == "<!--":
            waiting_for = "-->"
        elif mark.startswith("<") and not mark.startswith("</"):
            waiting_for = "</" + mark[1:]
        else:
            kept.append(piece)
    return "".join(kept)


def _walk(root: LexborNode) -> list[str]:
    """Collect the text of a tree without recursion; an entry of the stack is a node, or the text after one."""
    out: list[str] = []
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
        elif node.is_text_node:
            out.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.is_element_node and node.tag not in _DROPPED and not _hidden(node):
            before, after = _around(node)
            out.append(before)
            stack.append(after)
            children = []
            child = node.first_child
            while child is not None:
                children.append(child)
                child = child.next
            stack += reversed(children)
    return out


def _hidden(node: LexborNode) -> bool:
    given = node.attributes
    return "hidden" in given or bool(_HIDDEN.search("".join((given.get("style") or "").split())))


def _around(node: LexborNode) -> tuple[str, str]:
    """Return what stands before and behind an element's own text."""
    tag = node.tag
    if tag == "br":
        return "\n", ""
    if tag == "li":
        return "\n- ", "\n"
    if tag in {"td", "th"}:
        return "", "\t"
    if tag == "a":
        target = (node.attributes.get("href") or "").strip()
        shown = node.text(deep=True) or ""
        wanted = target.lower().startswith(("http:", "https:")) and target.rstrip("/") not in shown
        return "", f" <{target}>" if wanted else ""
    return ("\n", "\n") if tag in _BLOCKS else ("", "")


def _tidy(text: str) -> str:
    """Take the outer spaces off lines and leave at most one empty line between two."""
    lines = [line.strip(" \t\r\f\v") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
