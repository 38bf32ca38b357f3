"""``python -m advice_tui``: the same as the command ``advice-tui``."""

from advice_tui.cli import main

if __name__ == "__main__":
    main()
