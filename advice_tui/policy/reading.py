"""Reading policy files: by name or path, with every fault and its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from advice_tui.policy.citations import Path as At
from advice_tui.policy.citations import Unwrapped, dotted
from advice_tui.policy.floor import broken
from advice_tui.policy.lines import line_map, line_of
from advice_tui.policy.policy import Policy
from advice_tui.policy.settings import Settings
from data.errors import BadInput, NotFound

FORMAT = 1
MOST_BYTES = 1_000_000
FOLDER = Path(__file__).resolve().parent.parent / "policies"


class Fault(NamedTuple):
    """What is wrong with a policy file, where (a dotted path, "" for the file), and on which line (from 1)."""

    line: int
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where + ': ' if self.where else ''}{self.sentence}"


def shown(text: str) -> str:
    """Return a name or message as it may be printed: one line, no control characters, not long."""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= 400 else plain[:399] + "…"


def bundled() -> list[str]:
    """Return the names of the policies that come with the program, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def source_text(name_or_path: str | Path) -> str:
    """Return the text of a bundled policy, or of a policy file.

    Raises NotFound when there is no such policy or file, and BadInput when it is not a readable text of at most 1 MB.
    """
    path = FOLDER / f"{name_or_path}.toml" if str(name_or_path) in bundled() else Path(name_or_path)
    name = shown(str(name_or_path))
    try:
        if path.is_dir():
            raise BadInput(f"{name} is a folder, not a policy file.")
        if path.exists() and not path.is_file():
            raise BadInput(f"{name} is not a plain file.")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        known = ", ".join(bundled())
        raise NotFound(
            f'There is no policy or file called "{name}". Policies that come with the program: {known}.'
        ) from error
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror or 'the system refused'}.") from error
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{name} is larger than 1 MB: this is no policy file.")
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    if b"\0" in raw:
        raise BadInput(f"{name} is not a text file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text (byte {error.start + 1}).") from error


def load(name_or_path: str | Path) -> Policy:
    """Return the policy of this bundled name or file.

    Raises NotFound when there is none, and BadInput, with every fault and its line, when it does not stand.
    """
    if str(name_or_path) in bundled():
        return _load_bundled(str(name_or_path))
    return loads(source_text(name_or_path), str(name_or_path))


@cache
def _load_bundled(name: str) -> Policy:
    return loads(source_text(name), name)


def loads(text: str, name: str) -> Policy:
    """Return the policy this TOML text says; ``name`` is what messages call it. One text is read once a process.

    Raises BadInput with every fault and its line.
    """
    policy, faults = _once(text)
    if policy is None:
        listed = "\n".join(str(fault) for fault in faults)
        raise BadInput(f'The policy "{shown(name)}" cannot be used:\n{listed}')
    return policy


@lru_cache(maxsize=16)
def _once(text: str) -> tuple[Policy | None, list[Fault]]:
    return _read(text)


def check(text: str) -> list[Fault]:
    """Return every fault of a policy text, by line; empty means it can be used. Never raises, whatever the text."""
    return _read(text)[1]


def _read(text: str) -> tuple[Policy | None, list[Fault]]:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        return None, [Fault(1, "", "The file is larger than 1 MB: this is no policy file.")]
    try:
        tree = tomllib.loads(text)
        return _judge(tree, text)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(error)]
    except RecursionError:
        return None, [Fault(1, "", "The file is nested too deeply: this is no policy file.")]
    except ValueError:
        return None, [Fault(1, "", "The file holds a number or a date that cannot be read.")]


def _syntax(error: tomllib.TOMLDecodeError) -> Fault:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    what = re.sub(r"\s*\(at .*\)$", "", str(error)).strip()
    return Fault(int(found.group(1)) if found else 1, "", shown(f"This is not TOML here: {what}."))


def _judge(tree: dict[str, Any], text: str) -> tuple[Policy | None, list[Fault]]:
    unwrapped = Unwrapped(tree)
    complaints = list(unwrapped.complaints)
    sound: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        if name not in unwrapped.plain:
            if field.is_required():
                complaints.append(((name,), "This is missing: the program needs it."))
            else:
                sound[name] = field.default
            continue
        try:
            sound[name] = _adapters()[name].validate_python(unwrapped.plain[name])
        except ValidationError as error:
            complaints.extend(_plain(detail, name, field.annotation) for detail in error.errors(include_url=False))
    complaints.extend(
        ((name,), _unknown(name, list(Settings.model_fields)))
        for name in unwrapped.plain
        if name not in Settings.model_fields
    )
    if sound.get("format", FORMAT) != FORMAT:
        complaints.append((("format",), f"This program reads policy files of format {FORMAT}."))
    complaints.extend(broken(Settings.model_construct(**sound), frozenset(sound)))
    if complaints:
        lines = line_map(text)  # as long as reading the policy itself, so only when there is a fault to place
        faults = {Fault(line_of(path, lines), shown(dotted(path)), shown(sentence)) for path, sentence in complaints}
        return None, sorted(faults)
    return Policy.model_validate({**unwrapped.plain, "citations": unwrapped.citations}), []


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    """Return a reader for each section, so that one broken section does not hide the faults of the next."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: TypeAdapter(hints[name]) for name in Settings.model_fields}


def _plain(detail: ErrorDetails, name: str, annotation: Any) -> tuple[At, str]:
    """Turn what pydantic says into a path and a sentence for people."""
    path: At = (name, *detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return path, _unknown(str(path[-1]), _fields_at(annotation, path[1:-1]))
    if kind == "value_error":
        return path, str(context.get("error", detail["msg"]))
    sentences = {
        "missing": "This is missing: the program needs it.",
        "string_type": "This must be words in quotes.",
        "string_too_short": "This must not be empty.",
        "string_too_long": "This is too long.",
        "int_type": "This must be a whole number, without quotes.",
        "bool_type": "This must be true or false, without quotes.",
        "tuple_type": "This must be a list in square brackets.",
        "model_type": "This must be a table.",
        "dict_type": "This must be a table.",
        "too_long": "There are too many entries here.",
    }
    if kind == "literal_error":
        return path, f"This must be one of: {str(context.get('expected', '')).replace(' or ', ', ')}."
    return path, sentences.get(kind, f"{detail['msg']}.")


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name[:60], known, n=1, cutoff=0.5)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return f"This setting is not known.{hint}"


def _fields_at(annotation: Any, path: At) -> list[str]:
    """Return the settings known at this place below a type."""
    model = _model_in(annotation)
    for part in path:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part) if model else None
        model = _model_in(field.annotation) if field else None
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model inside a type such as ``tuple[Closure, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
