"""What the operator sets, from the environment; and where the files that come with the program are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from avvikelse.errors import BadSetting

DEFAULT_DATABASE = "sqlite:///avvikelse.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's settings. `routines`, `notifications` and `documents` are folders that override the built-in
    routine files, messages and Word templates.
    """

    database_url: str
    base_url: str
    routines: Path | None
    notifications: Path | None
    documents: Path | None
    log_format: str
    timezone: ZoneInfo
    secret_key: str = field(default="", repr=False)
    """What the forms' tokens are made with; needed by the web alone."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`. Raises BadSetting that names the variable at fault."""
    name = environment.get("AVVIKELSE_TIMEZONE", "Europe/Stockholm")
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(f"AVVIKELSE_TIMEZONE: tidszonen {name[:40]} finns inte. Skriv Europe/Stockholm.") from None
    log_format = environment.get("AVVIKELSE_LOG_FORMAT", "console")
    if log_format not in ("json", "console"):
        raise BadSetting("AVVIKELSE_LOG_FORMAT ska vara json eller console.")
    return Settings(
        database_url=environment.get("AVVIKELSE_DATABASE_URL", DEFAULT_DATABASE),
        base_url=environment.get("AVVIKELSE_BASE_URL", "http://localhost:8000"),
        routines=_folder(environment, "AVVIKELSE_ROUTINES"),
        notifications=_folder(environment, "AVVIKELSE_NOTIFICATIONS"),
        documents=_folder(environment, "AVVIKELSE_DOCUMENTS"),
        log_format=log_format,
        timezone=zone,
        secret_key=environment.get("AVVIKELSE_SECRET_KEY", ""),
    )


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    value = environment.get(name)
    if not value:
        return None
    folder = Path(value)
    if not folder.is_dir():
        raise BadSetting(f"{name}: mappen {value} finns inte.")
    return folder


def builtin_folder(name: str) -> Path:
    """The folder `workflows` or `notifications` that comes with the program: in the wheel, or beside the package."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def routine_file(settings: Settings, name: str) -> Path:
    """The routine file of that name: the operator's own before the built-in. Raises BadSetting when there is none."""
    folders = [folder for folder in (settings.routines, builtin_folder("workflows")) if folder is not None]
    for folder in folders:
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise BadSetting(f"Rutinen {name[:60]} finns inte. Välj något av: {', '.join(known)}.")
