"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import accessibility, checking, desk, reporting, signing_in, start

ROUTERS = (signing_in.router, start.router, desk.router, reporting.router, checking.router, accessibility.router)
"""Every area of the application."""
