"""How Lumix logs: one structured line an event on stderr, JSON for machines or text for the person at the console."""

import sys
from typing import Any

import structlog

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Neither of the two shows local variables in a traceback: they may hold what must not be logged.
CONSOLE_RENDERERS: list[Any] = [
    structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
]
JSON_RENDERERS: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def configure(*, console: bool) -> dict[str, Any]:
    """Set up structlog, and give Django's LOGGING, which sends the standard library's loggers the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,  # each request tells twice what nobody prints: drop it undressed
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderers = CONSOLE_RENDERERS if console else JSON_RENDERERS
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # Of log-ins `lumix.accounts.events` tells, without what was typed.
            "axes": {"level": "ERROR"},
            # django-structlog reports failed and refused requests itself, with the request they belong to.
            "django.request": {"level": "CRITICAL"},
        },
    }
