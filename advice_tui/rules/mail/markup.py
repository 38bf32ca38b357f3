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
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|font-size:0(?:px|pt|em|%)?(?:;|[\"']|$)|mso-hide:all", re.IGNORECASE
)
# A tag, a comment or an element that is never shown; one that is not closed runs to the end, as in browsers.
_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^>]*+(?:>|\Z)"""
    r"""|<(?P<unread>script|style|title|textarea|template|noscript|iframe|xmp)\b.*?(?:</(?P=unread)\b[^>]*+(?:>|\Z)|\Z)"""
    r"""|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<given>(?:=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|[^>])*+)(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"[a-z][a-z0-9]{0,20}")
_LINK = re.compile(r"""\shref\s{0,9}=\s{0,9}(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'>]{1,2000}))""", re.IGNORECASE)
_HIDING = re.compile(r"\shidden(?=[\s=/]|\Z)", re.IGNORECASE)
# Elements that hold nothing, or that end where the next one of the kind begins.
_VOID_NAMES = """
area base br col embed hr img input link meta source track wbr p li dd dt td th tr tbody thead tfoot option
"""
_VOID = frozenset(_VOID_NAMES.split())


def text_of_markup(markup: str) -> str:
    """Return what a reader would see of an HTML text: blocks on lines of their own, links with their address.

    Scripts, styles and elements hidden by their attributes are left out; pictures are not fetched.
    """
    plain, depth = _reduced(markup)
    if depth > DEPTH:
        return _tidy(html.unescape(re.sub("<[^<>]*>", " ", plain)))
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  only an import of email needs it

    root = LexborHTMLParser(plain).root
    return _tidy("".join(_walk(root))) if root is not None else ""


def _reduced(markup: str) -> tuple[str, int]:
    """Return the same HTML with bare tags, and how deep it is nested.

    Of all attributes only the target of a link stays, and "hidden" for whatever hides an element: a tree of it takes
    a time in proportion to its length, whatever was sent.
    """
    kept: list[str] = []
    position = depth = deepest = 0
    for match in _TAG.finditer(markup):
        kept.append(markup[position : match.start()].replace("<", "&lt;"))
        position = match.end()
        name = (match["name"] or "").lower()
        if not _NAME.fullmatch(name):
            continue
        if match["end"]:
            kept.append(f"</{name}>")
            depth -= name not in _VOID
            continue
        depth += name not in _VOID
        deepest = max(deepest, depth)
        kept.append(f"<{name}{_bare_attributes(name, match['given'])}>")
    kept.append(markup[position:].replace("<", "&lt;"))
    return "".join(kept), deepest


def _bare_attributes(name: str, given: str) -> str:
    if len(given) < 7:
        return ""
    hidden = _HIDING.search(given) or ("style" in given.lower() and _HIDDEN.search("".join(given.split())))
    link = _LINK.search(given) if name == "a" else None
    target = html.escape(next(filter(None, link.groups()), "")) if link else ""
    return (" hidden" if hidden else "") + (f' href="{target}"' if target else "")


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
    return "hidden" in node.attributes


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
