"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import administration, audit, overview, routine_files, signing_in, start

ROUTERS = (
    signing_in.router,
    start.router,
    overview.router,
    administration.router,
    routine_files.router,
    audit.router,
)
"""Every area of the application."""
