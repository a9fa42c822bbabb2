"""Logging: keys, numbers and states, never a text of a case (access.md)."""

import logging
import sys

import structlog


def configure(log_format: str, level: int = logging.WARNING) -> None:
    """Sends log lines to stderr, as JSON for machines or as plain lines for people."""
    renderer: structlog.typing.Processor
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),  # looked up anew: streams may be replaced
        cache_logger_on_first_use=False,
    )
