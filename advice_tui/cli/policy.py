"""``advice-tui policy``: list, show, check and publish policies. No database, no password."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from advice_tui.policy import Citation, Policy, bundled, check, load, publish, source_text

policy_app = typer.Typer(
    name="policy", help="The policies of unions: list, show, check and publish them.", no_args_is_help=False
)

Named = Annotated[str, typer.Argument(metavar="P", help="The name of a policy that comes with the program, or a file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Form(StrEnum):
    """What the public page is written in."""

    MD = "md"
    HTML = "html"


@policy_app.command("list")
def list_policies(*, as_json: AsJson = False) -> None:
    """List the policies that come with the program."""
    rows = [(name, load(name)) for name in bundled()]
    if as_json:
        typer.echo(json.dumps([_summary(name, policy) for name, policy in rows], ensure_ascii=False, indent=2))
        return
    for name, policy in rows:
        typer.echo(f"{name}\t{policy.title} (version {policy.version}, from {policy.effective_from.isoformat()})")


@policy_app.command("show")
def show(policy: Named, *, as_json: AsJson = False) -> None:
    """Show every setting of a policy and the sentences it comes from."""
    chosen = load(policy)
    tree = chosen.model_dump(mode="json")
    if as_json:
        citations = {path: citation.model_dump(mode="json") for path, citation in chosen.citations.items()}
        needs = {act: chosen.needs(act) for act in ("withdrawal", "retention")}
        typer.echo(json.dumps({"policy": tree, "citations": citations, "needs": needs}, ensure_ascii=False, indent=2))
        return
    sentences = tree.pop("sentences")
    typer.echo("\n".join(_lines(tree, chosen.citations)))
    for number, sentence in sentences.items():
        typer.echo(f"  {number}: {' '.join(sentence.split())}")


@policy_app.command("check")
def check_file(file: Named) -> None:
    """Say every fault of a policy file, with its line. Ends with 1 when there is one."""
    faults = check(source_text(file))
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        raise typer.Exit(1)
    typer.echo("No faults: this policy can be used.", err=True)


@policy_app.command("publish")
def publish_page(
    policy: Named, form: Annotated[Form, typer.Option("--format", help="Markdown or HTML.")] = Form.MD
) -> None:
    """Write the public page: standards, hours, advertised closures and busy periods, procedures and notices."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    typer.echo(publish(load(policy), "html" if form is Form.HTML else "md", on=today), nl=False)


def _summary(name: str, policy: Policy) -> dict[str, str]:
    return {
        "name": name,
        "key": policy.key,
        "title": policy.title,
        "service": policy.service,
        "union": policy.union,
        "version": policy.version,
        "effective_from": policy.effective_from.isoformat(),
    }


def _lines(tree: Any, citations: Mapping[str, Citation]) -> Iterator[str]:
    """Yield the settings table by table; the origin stands on the table's line, or on the setting's when it differs."""
    table, origin = None, ""
    for path, citation in citations.items():
        if any(inner.startswith(f"{path}[") for inner in citations):
            continue
        outer, _, name = path.rpartition(".")
        if outer != table or not name:
            table, origin = outer, _origin(citation)
            yield f"\n{table or 'policy'}  [{origin}]"
        differs = "" if _origin(citation) == origin else f"  [{_origin(citation)}]"
        yield f"  {name} = {_said(_at(tree, path))}{differs}"
    yield "\nsentences"


def _at(tree: Any, path: str) -> Any:
    """Return the value at a dotted path of the plain tree."""
    for part in path.replace("[", ".[").split("."):
        if tree is None:
            return None
        tree = tree[int(part[1:-1])] if part.startswith("[") else tree.get(part)
    return tree


def _said(value: Any) -> str:
    if value is None:
        return "(blank)"
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def _origin(citation: Citation) -> str:
    parts = [", ".join(citation.source), citation.local or "", citation.blank or ""]
    return "; ".join(part for part in parts if part)
