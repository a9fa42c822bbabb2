"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import attesting, case_acts, case_steps, cases, deidentify, handing_over, signing_in, start

ROUTERS = (
    signing_in.router,
    start.router,
    cases.router,
    case_steps.router,
    case_acts.router,
    handing_over.router,
    deidentify.router,
    attesting.router,
)
"""Every area of the application."""
