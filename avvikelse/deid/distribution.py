"""What a package was installed with, read from the record that the installer left beside it.

The standard library's `importlib.metadata` says the same, but loading it takes as long as reading all our lists.
"""

import os
import sys
from typing import NamedTuple


class Recorded(NamedTuple):
    """A file of a package, and its sum as 'sha256=…' (empty where none was recorded)."""

    path: str
    sum: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class Distribution(NamedTuple):
    """A package as it was installed."""

    version: str
    files: tuple[Recorded, ...]


def find_distribution(name: str) -> Distribution | None:
    """Find an installed package, None where there is none with a record."""
    prefix = name.lower().replace("-", "_") + "-"
    for entry in sys.path:
        try:
            names = os.listdir(entry or ".")  # noqa: PTH208 -- names are enough, and there are many
        except OSError:
            continue
        for folder in names:
            if folder.lower().startswith(prefix) and folder.endswith(".dist-info"):
                return _read(entry or ".", folder)
    return None


def _read(base: str, folder: str) -> Distribution | None:
    try:
        with open(f"{base}/{folder}/RECORD", encoding="utf-8") as record:  # noqa: PTH123 -- `pathlib` is slow to load
            lines = record.read().splitlines()
    except OSError:
        return None
    version = folder.removesuffix(".dist-info").partition("-")[2]
    rows = (line.rsplit(",", 2) for line in lines if line.count(",") > 1)
    return Distribution(version, tuple(Recorded(base + "/" + path.strip('"'), found) for path, found, _ in rows))
