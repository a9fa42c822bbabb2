"""The small pieces a drawing is made of: text that fits, and SVG elements in the drawing's colours.

No font is at hand when the drawing is made, so text is measured by a table of common widths with some room to
spare. Colours are written as attributes, which a strict content security policy lets through; the style sheet
only turns them for a dark screen.
"""

import html
import unicodedata
from collections.abc import Iterator

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NARROW, _SLIM, _WIDE = set("iljI.,:;'’!|()[] ”“·"), set('frt-/\\"'), set("mwMWÅÄ@%&—…")
_SPARE = 1.04

# One colour for a white page, one for a dark; pairs of text and ground keep 4.5:1, lines 3:1.
COLOURS = {
    "page": ("#ffffff", "#12171d"),
    "ink": ("#16222e", "#eef2f6"),
    "soft": ("#475563", "#b3bfca"),
    "box": ("#f6f8fa", "#1c242d"),
    "edge": ("#8796a5", "#6d7c8b"),
    "forum": ("#e6effa", "#16304c"),
    "forum-edge": ("#3f78b5", "#5b97d6"),
    "forum-ink": ("#1b4f87", "#a9cdf3"),
    "done": ("#e7f4ea", "#17341f"),
    "done-edge": ("#3d8a55", "#58a873"),
    "done-ink": ("#1d5c33", "#a3dbb4"),
    "out": ("#f3f1ee", "#2a2724"),
    "out-edge": ("#8a8176", "#8f867b"),
    "out-ink": ("#5c544a", "#cfc6bb"),
    "ahead": ("#1f5c99", "#7db4ec"),
    "back": ("#a34e0c", "#f0a866"),
}


def clean(text: str) -> str:
    """One line, without the characters that XML can't carry."""
    kept = (char if unicodedata.category(char) not in {"Cc", "Cs"} else " " for char in text)
    return " ".join("".join(kept).replace("\ufffe", "").replace("\uffff", "").split())


def escape(text: str) -> str:
    """Text as it stands in an element or an attribute."""
    return html.escape(clean(text), quote=True)


def number(value: float) -> str:
    """A coordinate, no longer than it has to be."""
    return f"{round(value, 1):g}"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is, rather too much than too little."""
    return sum(_em(char) for char in text) * size * _SPARE * (1.14 if bold else 1)


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.3
    if char in _SLIM:
        return 0.4
    if char in _WIDE:
        return 0.86
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.68 if char.isupper() else 0.56


def wrap(text: str, size: float, room: float, *, most: int, bold: bool = False) -> list[str]:
    """The text in at most `most` lines of `room`; what doesn't fit ends in an ellipsis."""
    lines: list[str] = []
    for word in _pieces(clean(text), size, room, bold=bold):
        if lines and width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(f"{last}…", size, bold=bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _pieces(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    """The words, cut where even one word is wider than the room."""
    for word in text.split():
        piece = ""
        for char in word:
            if piece and width(piece + char, size, bold=bold) > room:
                yield piece
                piece = ""
            piece += char
        yield piece


def text_at(x: float, y: float, text: str, size: float, colour: str, *, more: str = "") -> str:
    """One line of text with its baseline at `y`."""
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    return f'<text class="t-{colour}" {place} fill="{COLOURS[colour][0]}"{more}>{escape(text)}</text>'


def rectangle(x: float, y: float, wide: float, high: float, fill: str, edge: str = "", *, round_by: float = 12) -> str:
    """A rounded box."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}" rx="{number(round_by)}"'
    stroke = f' stroke="{COLOURS[edge][0]}" stroke-width="1.5"' if edge else ""
    classes = f"f-{fill} s-{edge}" if edge else f"f-{fill}"
    return f'<rect class="{classes}" {place} fill="{COLOURS[fill][0] if fill in COLOURS else fill}"{stroke}/>'


def line(path: str, colour: str, *, wide: float = 2, dash: str = "") -> str:
    """A line along an SVG path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="s-{colour}" d="{path}" fill="none" stroke="{COLOURS[colour][0]}" '
        f'stroke-width="{number(wide)}" stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def arrowhead(x: float, y: float, direction: str, colour: str) -> str:
    """A filled arrowhead with its tip at (x, y), pointing down, left or right."""
    back, half = 9, 5.5
    corners = {
        "down": ((x - half, y - back), (x + half, y - back)),
        "left": ((x + back, y - half), (x + back, y + half)),
        "right": ((x - back, y - half), (x - back, y + half)),
    }[direction]
    points = " ".join(f"{number(a)},{number(b)}" for a, b in ((x, y), *corners))
    return f'<polygon class="f-{colour}" points="{points}" fill="{COLOURS[colour][0]}"/>'


def dark_style(scope: str) -> str:
    """The style sheet that turns the colours on a dark screen, for elements inside `.scope` only."""
    rules = [
        f".{scope} .t-{name},.{scope} .f-{name}{{fill:{dark}}}.{scope} .s-{name}{{stroke:{dark}}}"
        for name, (_, dark) in COLOURS.items()
    ]
    return f"<style>@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}</style>"
