"""The service's letterhead: a Word document with {{ body }} in the place of the letter, filled in safely.

1. A letterhead may show the names of ``FIELDS`` in double braces and leave something out with ``{% if telephone %}``.
   Nothing else of the template language works in it: no attribute, no call, no filter, no loop, no sum.
2. What is filled in is text: braces, markup and tags in it are shown as they are.
3. It is tried with words of our own before it is kept, and the letter must be found in what comes out.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any

from advice_tui.rules.letter_paper.archive import FIELDS, NOT_WORD, ONE_NAME, archive_problem
from advice_tui.rules.letter_paper.sheet import Sheet

_TRIED = Sheet("Thetextoftheletter <1> {{ 2 }}\n\nThesecondparagraph", "Tue 24 Nov 2026", "Service", "Union")
_LOST = "The letter's text did not come out of this letterhead. Put {{ body }} in a paragraph of its own."
_PLAIN_NODES = frozenset({"Template", "Output", "TemplateData", "Name", "If", "Not"})


@cache
def _environment() -> Any:
    """Make the environment in which letterheads are filled in: sandboxed, and with no language but names and "if"."""
    jinja2, sandbox = import_module("jinja2"), import_module("jinja2.sandbox")

    class PlainEnvironment(sandbox.ImmutableSandboxedEnvironment):  # type: ignore[misc, name-defined]
        """Refuses every template that does more than show a name or leave something out."""

        def _generate(self, source: Any, *given: Any, **named: Any) -> Any:
            """Look at a parsed template before a line of it is made to run."""
            for node in source.find_all(jinja2.nodes.Node):
                if type(node).__name__ not in _PLAIN_NODES:
                    raise jinja2.TemplateSyntaxError("only names and if", node.lineno)
                if isinstance(node, jinja2.nodes.Name) and node.name not in FIELDS:
                    raise jinja2.UndefinedError(str(node.name))
            return super()._generate(source, *given, **named)

    return PlainEnvironment(autoescape=True, undefined=jinja2.StrictUndefined, cache_size=0)


def on_letterhead(letterhead: bytes, sheet: Sheet) -> bytes:
    """Give a letter as a Word document on a letterhead that was checked (``letterhead_problems``)."""
    template: Any = import_module("docxtpl").DocxTemplate(BytesIO(letterhead))
    fields = sheet.fields()
    fields["body"] = "\a".join(sheet.paragraphs)
    template.render({name: _held(text) for name, text in fields.items()}, _environment(), autoescape=True)
    held = BytesIO()
    template.save(held)
    return held.getvalue()


def _held(text: str) -> str:
    """Part the braces that the library would read as its own spelling of a brace."""
    return text.replace("{_", "{\u2060_").replace("_}", "_\u2060}").replace("%_", "%\u2060_")


def letterhead_problems(content: bytes) -> tuple[str, ...]:
    """Give a sentence for everything that is wrong with a letterhead; empty means it may be used."""
    if problem := archive_problem(content):
        return (problem,)
    jinja2 = import_module("jinja2")
    try:
        made = on_letterhead(content, _TRIED)
    except (jinja2.TemplateError, RecursionError):
        return (ONE_NAME,)
    except _unreadable():
        return (NOT_WORD,)
    return () if _came_out(made) else (_LOST,)


def _unreadable() -> tuple[type[Exception], ...]:
    """Give what the libraries raise for a document that is broken inside."""
    xml = import_module("lxml.etree")
    return (xml.XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, AssertionError, OSError)


def _came_out(made: bytes) -> bool:
    document: Any = import_module("docx").Document(BytesIO(made))
    text = "".join(str(part) for part in document.element.body.itertext())
    return "Thetextoftheletter <1> {{ 2 }}" in text and "Thesecondparagraph" in text


def model_letterhead() -> bytes:
    """Give a letterhead to begin from: open it in Word, add the logo, keep the words in double braces."""
    document: Any = import_module("docx").Document()
    document.core_properties.author, document.core_properties.comments = "", ""
    header = document.sections[0].header
    header.paragraphs[0].add_run("{{ service }}").bold = True
    header.add_paragraph("{{ union }}")
    document.add_paragraph("{{ date }}")
    document.add_paragraph("{{ body }}")
    footer = document.sections[0].footer
    footer.paragraphs[0].add_run("{{ email }}{% if telephone %} · {{ telephone }}{% endif %}")
    held = BytesIO()
    document.save(held)
    return held.getvalue()
