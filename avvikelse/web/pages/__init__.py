"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import (
    administration,
    attesting,
    audit,
    case_acts,
    case_steps,
    cases,
    deidentify,
    handing_over,
    overview,
    routine_files,
    signing_in,
    start,
)

ROUTERS = (
    signing_in.router,
    start.router,
    cases.router,
    case_steps.router,
    case_acts.router,
    handing_over.router,
    deidentify.router,
    attesting.router,
    overview.router,
    administration.router,
    routine_files.router,
    audit.router,
)
"""Every area of the application."""
