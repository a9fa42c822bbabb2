"""One web worker to be measured: the application, or the floor that reads the same rows and writes them out.

Started by `web_desk` as a process of its own: `python -m benchmarks.web_server ours|floor URL PORT`.
"""

import sqlite3
import sys
from html import escape
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from avvikelse.bootstrap import install
from avvikelse.web.app import create_app
from benchmarks.cases import NOW
from benchmarks.drivers import connect
from benchmarks.million import MANAGER, ROWS

KEY = "a-key-of-the-benchmark-s-own-that-is-long-enough"

RAW = """
SELECT d.number, r.title, d.state, p.sort_at FROM deviation_party p JOIN deviation d ON d.id = p.deviation_id
LEFT JOIN registration r ON r.deviation_id = d.id AND r.organisation = p.organisation
WHERE p.manager_id = {manager} AND p.ended = {false} ORDER BY p.sort_at, p.deviation_id LIMIT {rows}"""


def floor(url: str) -> Starlette:
    """No sign-in, no rights, no words, no template: one statement on the driver and its rows in a list."""
    connection: Any = connect(url)
    false = "0" if isinstance(connection, sqlite3.Connection) else "false"
    manager = f"(SELECT id FROM user_account WHERE username = '{MANAGER}')"
    statement = RAW.format(manager=manager, false=false, rows=ROWS)

    async def rows(_: Request) -> HTMLResponse:
        found = connection.execute(statement).fetchall()
        lines = "".join(f"<li>{escape(row[0])} {escape(row[1] or '')} {row[2]} {row[3]}</li>" for row in found)
        return HTMLResponse(f"<ul>{lines}</ul>")

    return Starlette(routes=[Route("/avvikelser", rows)])


def main(what: str, url: str, port: int) -> None:
    """Serves until it is stopped."""
    environment = {"AVVIKELSE_DATABASE_URL": url, "AVVIKELSE_SECRET_KEY": KEY, "AVVIKELSE_BASE_URL": "http://localhost"}
    app: Any = floor(url) if what == "floor" else create_app(install(environment), clock=lambda: NOW)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
