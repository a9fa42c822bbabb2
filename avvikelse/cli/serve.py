"""The command that serves the web application."""

import click

from avvikelse.cli.common import installation


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adressen att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Porten.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Antal processer.")
def serve(host: str, port: int, workers: int) -> None:
    """Kör webben. Den har inget eget minne: starta så många som behövs."""
    import uvicorn  # noqa: PLC0415 (heavy: only for those who serve)

    from avvikelse.web.app import create_app  # noqa: PLC0415 (the same)

    create_app(installation())  # what is wrong with the set-up is said here, before any process starts
    uvicorn.run(
        "avvikelse.web.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        log_level="warning",
    )
