"""README and docs say what the code says. ``python tests/test_docs.py`` writes the generated tables anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from advice_tui.roles import GRANTS, Act, Role
from data import errors

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
THREATS = ROOT / "docs" / "threat-model.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def keys_table() -> str:
    from screens.help import key_table_markdown

    return key_table_markdown()


def acts_table() -> str:
    """Who may do what, from the table that is enforced."""
    rows = [f"| Act | {' | '.join(Role)} |", f"| :- |{' :-: |' * len(Role)}"]
    for act in Act:
        marks = " | ".join("yes" if role in GRANTS.get(act, ()) else "" for role in Role)
        rows.append(f"| `{act.value}` | {marks} |")
    return "\n".join(rows) + "\n"


GENERATED = {"keys": (README, keys_table), "acts": (THREATS, acts_table)}


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- /{name} -->)", re.DOTALL)


@pytest.mark.parametrize("name", GENERATED)
def test_the_generated_tables_are_those_of_the_code(name):
    path, made = GENERATED[name]
    blocks = _block(name).findall(path.read_text("utf-8"))
    assert [block[1].strip() for block in blocks] == [made().strip()], "python tests/test_docs.py writes it anew"


def _commands(command, path=("advice-tui",)):
    children = getattr(command, "commands", None)
    if children is None:
        yield " ".join(path)
        return
    for name, child in children.items():
        yield from _commands(child, (*path, name))


def test_every_command_stands_in_readme():
    from advice_tui.cli.commands import app

    listed = re.findall(r"^\| `(advice-tui[^`]*)` \|", README.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted([*_commands(typer.main.get_command(app)), "advice-tui", "advice-tui --version"])


def test_every_exit_code_stands_in_readme_and_no_other():
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", README.read_text("utf-8"), re.MULTILINE)}
    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    assert described == raised | {0, 70, 130}


def test_every_role_is_described_in_readme():
    assert re.findall(r"^\| `([a-z]+)` \|", README.read_text("utf-8"), re.MULTILINE) == [role.value for role in Role]


def test_every_act_has_roles():
    assert set(GRANTS) == set(Act)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.is_file(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", found.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_modules_and_files_named_in_the_documents_exist(path):
    named = re.findall(r"`((?:advice_tui|screens|data|tests|benchmarks|docs)/[\w./]+)`", path.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_make_targets_named_in_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?\bmake ([a-z]+)\b", README.read_text("utf-8"))) <= targets


def _write() -> None:
    for name, (path, made) in GENERATED.items():
        text = path.read_text("utf-8")
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        after = rest.partition(f"<!-- /{name} -->")[2]
        path.write_text(f"{before}<!-- {name} -->\n{made()}<!-- /{name} -->{after}", "utf-8")


if __name__ == "__main__":
    _write()
