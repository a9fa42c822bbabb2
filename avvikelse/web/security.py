"""What keeps a page safe: the headers of every answer, the cookies, and a token in every form that writes.

OWASP ASVS 5.0, V3 (web frontend security) and V7 (sessions).
"""

import hashlib
import hmac
import secrets

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Set on every answer that doesn't set them itself. Pages are never kept by a browser or a proxy (access.md)."""

STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
MASK = 32
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What proxies add to a request that they pass on."""


class SafeHeaders:
    """Middleware that gives every answer its headers; over HTTPS also that it stays there."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        given = HEADERS | ({"strict-transport-security": STRICT_TRANSPORT} if https else {})
        self._given = [(name.encode(), value.encode()) for name, value in given.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and adds headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self._given if one[0] not in own)]
            await send(message)

        await self.app(scope, receive, with_headers)


def comes_from_elsewhere(headers: Headers, host: str) -> bool:
    """True when the browser itself says that another site sent the form."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.split("://")[-1] != host


def may_read_metrics(request: Request, token: str) -> bool:
    """True for this machine itself, and for whoever shows the installation's token, when there is one.

    What a proxy passes on comes from elsewhere, though the proxy stands on this machine.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    host = request.client.host if request.client else ""
    return host in LOOPBACK and not any(name in request.headers for name in FORWARDED)


def form_token(secret_key: str, browser: str) -> str:
    """A token for the forms of one browser; masked anew each time, so that compression tells nothing of it."""
    mask = secrets.token_bytes(MASK)
    return mask.hex() + _xor(mask, _token(secret_key, browser)).hex()


def is_form_token(secret_key: str, browser: str, given: str) -> bool:
    """True for a token that `form_token` made for the browser."""
    try:
        raw = bytes.fromhex(given)
    except ValueError:
        return False
    if len(raw) != 2 * MASK:
        return False
    return hmac.compare_digest(_xor(raw[:MASK], raw[MASK:]), _token(secret_key, browser))


def _token(secret_key: str, browser: str) -> bytes:
    return hmac.new(secret_key.encode(), b"form:" + browser.encode(), hashlib.sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


class Cookies:
    """The three cookies: who is signed in, a browser that isn't yet, and a sentence for the next page."""

    def __init__(self, *, https: bool) -> None:
        self.https = https
        prefix = "__Host-" if https else ""
        self.session, self.guest, self.said = (
            f"{prefix}avvikelse",
            f"{prefix}avvikelse-gast",
            f"{prefix}avvikelse-klart",
        )

    def set(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Sets a cookie that no script reads and no other site sends; without `seconds` until the browser closes."""
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.https, httponly=True, samesite="lax")

    def clear(self, response: Response, name: str) -> None:
        """Takes a cookie away."""
        response.delete_cookie(name, path="/", secure=self.https, httponly=True, samesite="lax")
