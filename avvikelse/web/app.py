"""Puts the web application together. Holds no state of its own: any number of processes serve the same database."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from avvikelse.bootstrap import Installation, install
from avvikelse.errors import AvvikelseError, BadSetting, NotFound
from avvikelse.services.health import health, metrics
from avvikelse.web.assets import A_DAY, FOREVER, ICON, load_assets
from avvikelse.web.failures import LargestRequest, NoTracebacks, answer_failures
from avvikelse.web.pages import ROUTERS
from avvikelse.web.rendering import Pieces, make_environment
from avvikelse.web.security import Cookies, SafeHeaders, may_read_metrics
from avvikelse.web.turns import Turns

LARGEST_FORM = 2_000_000
"""The largest field of a form, in bytes: an import file or a Word template."""
LARGEST_REQUEST = 2 * LARGEST_FORM
"""The most that is read of one request, in bytes: the largest file, and a form around it."""
SHORTEST_KEY = 32
AT_ONCE = {"sqlite": 1, "postgresql": 6}
"""How many of the same page are made at once: one where nothing is waited for, more where it is the database."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def create_app(
    installation: Installation, *, clock: Callable[[], datetime] = utc_now, open_house: bool = False
) -> FastAPI:
    """The application for an installation. `open_house` lets anybody be anybody: for the demo alone.

    Raises BadSetting when AVVIKELSE_SECRET_KEY is missing or too short.
    """
    key = installation.settings.secret_key
    if len(key) < SHORTEST_KEY:
        raise BadSetting(
            f"AVVIKELSE_SECRET_KEY saknas eller är för kort. Sätt den till minst {SHORTEST_KEY} slumpade tecken."
        )
    https = installation.settings.base_url.startswith("https://")
    app = FastAPI(title="avvikelse", docs_url=None, redoc_url=None, openapi_url=None)
    state = app.state
    state.installation, state.clock, state.open_house = installation, clock, open_house
    state.secret_key, state.largest_form = key, LARGEST_FORM
    state.assets, state.templates, state.cookies = load_assets(), make_environment(), Cookies(https=https)
    state.pieces, state.turns = Pieces(state.templates), Turns(AT_ONCE[installation.engine.dialect.name])
    app.add_middleware(LargestRequest, most=LARGEST_REQUEST)
    app.add_middleware(NoTracebacks)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=2)  # half the time of 4, and hardly larger
    app.add_middleware(SafeHeaders, https=https)
    answer_failures(app)
    for router in ROUTERS:
        # No area has more than its routes. Included routers would cost each request a tenth of a millisecond.
        app.router.routes.extend(router.routes)
    _serve_assets(app)
    _tell_health(app)
    return app


def from_environment() -> FastAPI:
    """The application that the environment describes, for a server's worker process. Raises BadSetting."""
    installation = install()
    installation.require_current()
    return create_app(installation)


def _serve_assets(app: FastAPI) -> None:
    known = app.state.assets.by_name()

    @app.get("/static/{name}")
    async def asset(name: str) -> Response:
        found = known.get(name)
        if found is None:
            return PlainTextResponse("finns inte", 404)
        return Response(found.content, media_type=found.media_type, headers={"cache-control": FOREVER})

    @app.get(ICON)
    async def icon() -> Response:
        found = app.state.assets.icon
        return Response(found.content, media_type=found.media_type, headers={"cache-control": A_DAY})


def _tell_health(app: FastAPI) -> None:
    @app.get("/health/live")
    async def live() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.get("/health/ready")
    def ready(request: Request) -> PlainTextResponse:
        try:
            request.app.state.installation.require_current()
        except AvvikelseError as error:
            return PlainTextResponse(error.code, 503)
        return PlainTextResponse("ok")

    @app.get("/metrics")
    def figures(request: Request) -> PlainTextResponse:
        if not may_read_metrics(request, request.app.state.installation.settings.metrics_token):
            raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")
        now = request.app.state.clock()
        with request.app.state.installation.read() as session:
            told = metrics(health(session, now), now)
        return PlainTextResponse(told, media_type="text/plain; version=0.0.4")
