"""Where letters and figures touch, as in what a machine has misread: asked before dearer things are tried."""

from avvikelse.deid.page import Page


def touching(text: str) -> list[int]:
    """Give where the runs of figures begin that have a letter right before or behind them."""
    figures = text.figures if isinstance(text, Page) else _runs(text)
    found = []
    for start in figures:
        end = start + 1
        while text[end : end + 1].isdigit():
            end += 1
        if text[end : end + 1].isalpha() or (start and text[start - 1].isalpha()):
            found.append(start)
    return found


def _runs(text: str) -> list[int]:
    return [i for i, char in enumerate(text) if char.isdigit() and not text[max(0, i - 1) : i].isdigit()]
