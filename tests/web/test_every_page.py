"""What holds for every page, whatever it shows: read from the application's own list of routes."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute

from avvikelse.web.pages import ROUTERS
from avvikelse.web.visit import arrive

WITHOUT_A_VISIT = {"/favicon.ico", "/static/{name}", "/health/live", "/health/ready", "/metrics"}


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    """Those of the app itself, and those of every area."""
    every = [*app.routes, *(route for router in ROUTERS for route in router.routes)]
    return (route for route in every if isinstance(route, APIRoute))


def test_every_page_comes_in_by_the_same_way(app: FastAPI) -> None:
    """`arrive` checks the token of what is sent; a route that forgets it would take forms from anywhere."""
    missing = [
        route.path
        for route in _routes(app)
        if route.path not in WITHOUT_A_VISIT
        and arrive not in {dependency.call for dependency in route.dependant.dependencies}
    ]
    assert not missing


def test_nothing_writes_but_a_post(app: FastAPI) -> None:
    assert {method for route in _routes(app) for method in route.methods} == {"GET", "POST"}


def test_no_address_carries_more_than_a_number(app: FastAPI) -> None:
    """No case data in addresses: they stand in logs and histories."""
    known = {"number", "name", "forum", "day", "form", "document", "step", "item", "key", "username", "id", "what"}
    used = {name for route in _routes(app) for name in route.param_convertors}
    assert used <= known
