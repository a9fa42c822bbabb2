"""The pages, an area a file. Each function does one thing: read, or run one use case and send the browser on."""

from avvikelse.web.pages import (
    administration,
    arranging,
    audit,
    forums,
    learning,
    meeting_room,
    meeting_time,
    meetings,
    minutes,
    overview,
    routine_files,
    signing_in,
    start,
    weekly,
)

ROUTERS = (
    signing_in.router,
    start.router,
    forums.router,
    meetings.router,
    meeting_time.router,
    arranging.router,
    meeting_room.router,
    minutes.router,
    weekly.router,
    learning.router,
    overview.router,
    administration.router,
    routine_files.router,
    audit.router,
)
"""Every area of the application."""
