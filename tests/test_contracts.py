"""Promises the code makes about itself: names no union, leaves nothing undone, documents every module, calls nobody."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("advice_tui", "screens", "data")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
UNION = re.compile(r"imperial|london[ _-]?met|lmsu|\bicu\b", re.IGNORECASE)
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplemented|(?i:coming soon|not (?:yet )?implemented))\b")
HOSTS = re.compile(
    r"pypi\.org|pythonhosted|test\.pypi|registry\.|npmjs|crates\.io|conda\.anaconda|--(extra-)?index[-]url",
    re.IGNORECASE,
)
NETWORK = frozenset(
    {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "poplib", "requests", "httpx", "aiohttp"}
)


def name(path):
    return str(path.relative_to(ROOT))


def test_there_are_modules():
    assert len(MODULES) > 50


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_keeps_its_promises(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "every module says what it is for"
    assert len(text.splitlines()) <= 420, "a longer file becomes a folder of the same name"
    assert not UNION.search(text), "policies are data: no code names a union"
    assert not UNDONE.search(text), "nothing is left undone"
    assert not HOSTS.search(text), "no package registry is named"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_calls_out(path):
    """The program opens no connection to anywhere."""
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    assert not imported & NETWORK


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_what_a_class_leaves_to_its_kinds_one_of_its_kinds_does(path):
    """A method may say NotImplementedError only where a class of the same module writes it."""
    classes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]
    for node in classes:
        for method in [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]:
            if "NotImplementedError" in ast.unparse(method):
                kinds = [other for other in classes if node.name in {ast.unparse(base) for base in other.bases}]
                assert kinds, f"{node.name}.{method.name}"
                assert any(method.name in {getattr(one, "name", "") for one in kind.body} for kind in kinds)


def test_modules_are_named_for_what_they_do():
    assert not [
        name(path)
        for path in MODULES
        if path.stem in {"utils", "util", "helpers", "manager", "common", "misc", "base_utils"}
    ]


def test_tests_are_no_package_and_have_no_folder_that_hides_one():
    assert not (ROOT / "tests" / "__init__.py").exists()
    assert not (ROOT / "tests" / "data").exists()


def test_the_lock_files_name_no_registry():
    for path in ROOT.glob("requirements*.lock"):
        assert not HOSTS.search(path.read_text(encoding="utf-8")), path.name


def test_the_package_root_imports_nothing():
    tree = ast.parse((ROOT / "advice_tui" / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in imports)


def test_the_directions_of_imports():
    pytest.importorskip("importlinter")
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]
