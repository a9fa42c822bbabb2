"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import (
    accessibility,
    administration,
    audit,
    checking,
    desk,
    inbox,
    overview,
    preferences,
    reporting,
    routine_files,
    signing_in,
    start,
)

ROUTERS = (
    signing_in.router,
    start.router,
    desk.router,
    reporting.router,
    checking.router,
    inbox.router,
    preferences.router,
    overview.router,
    administration.router,
    routine_files.router,
    audit.router,
    accessibility.router,
)
"""Every area of the application."""
