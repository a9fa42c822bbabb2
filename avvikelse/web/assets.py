"""The pages' one style sheet and one script, put together from the files in `static/` when the program starts.

Their addresses carry a sum of their content, so that a browser keeps them for ever and never keeps an old one.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
ICON = "/favicon.ico"
"""Where every browser looks for an icon by itself, so that no page has to name it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file the browser fetches: its address, kind and content."""

    name: str
    media_type: str
    content: bytes

    @property
    def address(self) -> str:
        """Where it is fetched from."""
        return f"/static/{self.name}"


@dataclass(frozen=True, slots=True)
class Assets:
    """Everything the pages fetch beside themselves."""

    style: Asset
    script: Asset
    icon: Asset

    def by_name(self) -> dict[str, Asset]:
        """The assets by the last part of their address."""
        return {asset.name: asset for asset in (self.style, self.script)}


def load_assets() -> Assets:
    """Reads and names the assets. Style sheets and scripts are joined in the order of their file names."""
    return Assets(
        style=_joined("css", "text/css; charset=utf-8"),
        script=_joined("js", "text/javascript; charset=utf-8"),
        icon=_named("ikon", "svg", "image/svg+xml", files("avvikelse.web").joinpath("static/icon.svg").read_bytes()),
    )


def _joined(ending: str, media_type: str) -> Asset:
    folder = files("avvikelse.web").joinpath(f"static/{ending}")
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(f".{ending}")), key=lambda part: part.name)
    content = b"\n".join(_lean(part.read_bytes()) for part in parts)
    return _named("avvikelse", ending, media_type, _tight(content) if ending == "css" else content)


def _named(stem: str, ending: str, media_type: str, content: bytes) -> Asset:
    return Asset(f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}", media_type, content)


def _tight(style: bytes) -> bytes:
    """A style sheet without the blanks round its braces. No text that is shown has any."""
    return re.sub(rb";? \}", b"}", re.sub(rb" \{ ?", b"{", style))


def _lean(content: bytes) -> bytes:
    """Without indentation and without the comments that begin a line: they are for those who read the files."""
    return re.sub(rb"(?m)^[ \t]+", b"", re.sub(rb"(?ms)^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", b"", content))
