"""The program with casework faked, to be run in a test's terminal: python program.py HOME."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

from advice_tui.environment import harden, scrub

scrub()
harden()

spec = spec_from_file_location("faked", Path(__file__).with_name("conftest.py"))
faked = module_from_spec(spec)
sys.modules["faked"] = faked
spec.loader.exec_module(faked)

from advice_tui import casework  # noqa: E402
from advice_tui.app import house, start  # noqa: E402
from screens import menu  # noqa: E402
from screens.base import DeskScreen  # noqa: E402
from screens.widgets.field import Field  # noqa: E402
from screens.widgets.said import Line  # noqa: E402

home = Path(sys.argv[1])
keeping = faked.FakeHouseKeeping()
for name, module in keeping.modules().items():
    sys.modules[f"advice_tui.casework.{name}"] = module
    setattr(casework, name, module)


class Form(DeskScreen):
    KEY = "form"
    AREA = "1"
    CLOSES = False
    BINDINGS = [("f5", "fall", "Fall"), ("f6", "fall_aside", "Fall aside")]

    def body(self):
        yield Line("Zelda Quux rang")
        yield Field(id="note", limit=2000)

    def on_mount(self):
        super().on_mount()
        self.query_one("#note").focus()

    def draft(self):
        typed = self.query_one("#note", Field).value
        return ("enquiry", {"note": typed}) if typed else None

    def action_fall(self):
        secret = "Zelda Quux rang about her visa"
        raise KeyError(secret)

    async def action_fall_aside(self):
        await self.call(self.action_fall)


menu.SCREENS = (menu.Entry("form", "1", "Form", "x:Form", first=True),)
menu.load = lambda one: Form
house._load = lambda names, home: None
house.look = lambda home: SimpleNamespace(exists=True, practice=False, title="Advice Service", accounts=())
code = start.run(home)
(home / "calls.json").write_text(json.dumps(keeping.calls))
sys.exit(code)
