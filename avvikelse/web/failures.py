"""What a person is told when something can't be done: one Swedish sentence, never a traceback."""

import traceback
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from avvikelse.errors import AvvikelseError
from avvikelse.web.visit import NotSignedIn

HEADINGS = {
    401: "Du behöver logga in",
    403: "Det går inte för dig",
    404: "Sidan finns inte",
    405: "Så går det inte att göra",
    409: "Det går inte just nu",
    413: "För stort",
    422: "Något behöver rättas",
    500: "Något gick fel hos oss",
    503: "Tjänsten går inte att använda just nu",
}
MISSING = "Det finns ingen sådan sida. Gå till startsidan och leta därifrån."
BROKEN = (
    "Det är inte ditt fel, och inget är sparat. Försök igen om en stund. Hjälper det inte: kontakta er administratör."
)
SERVER_ERROR, NOT_FOUND, UNAVAILABLE = 500, 404, 503
RETRY_SECONDS = 300


def answer_failures(app: FastAPI) -> None:
    """Gives the app an answer for every kind of failure."""
    app.add_exception_handler(AvvikelseError, _known)
    app.add_exception_handler(HTTPException, _of_http)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, AvvikelseError)  # noqa: S101 (the handler's contract: it is registered for this class)
    if isinstance(error, NotSignedIn) and not _wants_json(request):
        return RedirectResponse(f"/logga-in?till={quote(_way_back(request), safe='')}", status_code=303)
    if error.status >= SERVER_ERROR:
        structlog.get_logger().error("failed", path=request.url.path, code=error.code)
    answer = _say(request, error.status, error.message, error.code)
    if error.status == UNAVAILABLE:
        answer.headers["retry-after"] = str(RETRY_SECONDS)
    return answer


def _way_back(request: Request) -> str:
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (the handler's contract: it is registered for this class)
    message = MISSING if error.status_code == NOT_FOUND else HEADINGS.get(error.status_code, "Något blev fel") + "."
    return _say(request, error.status_code, message, "http")


class NoTracebacks:
    """Middleware that answers what nobody foresaw, and logs where it happened: never what it said (access.md).

    An error's own words may quote what somebody wrote, so neither they nor a traceback reach the server's log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; when that breaks before an answer has begun, answers for it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 (the last resort: no traceback reaches a user or a log)
            request = Request(scope)
            structlog.get_logger().error(
                "crashed", path=request.url.path, kind=type(error).__name__, where=_where(error)
            )
            if not begun:
                await _say(request, SERVER_ERROR, BROKEN, "crashed")(scope, receive, send)


class TooLarge(AvvikelseError):
    """More was sent than any form of ours holds."""

    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(f"Det du skickade är för stort. Skicka högst {most // 1_000_000} MB åt gången.")


class LargestRequest:
    """Middleware that stops reading a request at `most` bytes, also one that doesn't say how long it is.

    A form is read before it is known who sends it: without an end, anybody could fill the server's memory and disk.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on. Whoever reads too much of it gets TooLarge."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Request(scope).headers.get("content-length", "")
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            if said.isdecimal() and int(said) > self.most:
                raise TooLarge(self.most)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise TooLarge(self.most)
            return message

        await self.app(scope, counted, send)


def _where(error: BaseException) -> list[str]:
    """The last steps of our own code and templates before it broke, as file:line."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "avvikelse" in frame.filename]
    return ours[-3:]


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _say(request: Request, status: int, message: str, code: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"code": code, "message": message}, status_code=status)
    state: Any = request.app.state
    heading = HEADINGS.get(status, "Något blev fel")
    page = state.templates.get_template("failure.html").render(assets=state.assets, heading=heading, message=message)
    return HTMLResponse(page, status_code=status)
