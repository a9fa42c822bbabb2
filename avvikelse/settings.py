"""What the operator sets, from the environment; and where the files that come with the program are."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from avvikelse.errors import BadSetting

DEFAULT_DATABASE = "sqlite:///avvikelse.db"


ADDRESS = re.compile(r"^[^\s@<>,;:\"\\()\[\]]{1,64}@[^\s@<>,;:\"\\()\[\]]{1,189}\Z")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes the mails. Without a user nobody logs in there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's settings. `routines`, `notifications` and `documents` are folders that override the built-in
    routine files, messages and Word templates. Without a `mail_server` mails stay in the outbox.
    """

    database_url: str
    base_url: str
    routines: Path | None
    notifications: Path | None
    documents: Path | None
    log_format: str
    timezone: ZoneInfo
    accessibility_contact: str = ""
    """Where a fault in accessibility is reported: an e-mail address or a sentence; shown to everybody."""
    mail_server: MailServer | None = None
    mail_from: str = ""
    secret_key: str = field(default="", repr=False)
    """What the forms' tokens are made with; needed by the web alone."""
    metrics_token: str = field(default="", repr=False)
    """What a reader of /metrics on another machine proves itself with; empty lets only this machine read."""


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
    base_url = environment.get("AVVIKELSE_BASE_URL", "http://localhost:8000")
    return Settings(
        database_url=environment.get("AVVIKELSE_DATABASE_URL", DEFAULT_DATABASE),
        base_url=base_url,
        routines=_folder(environment, "AVVIKELSE_ROUTINES"),
        notifications=_folder(environment, "AVVIKELSE_NOTIFICATIONS"),
        documents=_folder(environment, "AVVIKELSE_DOCUMENTS"),
        log_format=log_format,
        timezone=zone,
        accessibility_contact=environment.get("AVVIKELSE_ACCESSIBILITY_CONTACT", "").strip()[:300],
        mail_server=_mail_server(environment.get("AVVIKELSE_SMTP_URL", "")),
        mail_from=_mail_from(environment.get("AVVIKELSE_MAIL_FROM", ""), base_url),
        secret_key=environment.get("AVVIKELSE_SECRET_KEY", ""),
        metrics_token=environment.get("AVVIKELSE_METRICS_TOKEN", "").strip(),
    )


def _mail_server(url: str) -> MailServer | None:
    """The server in `smtp://user:password@host:587?starttls=1`, or None. The URL is never quoted: it has a password."""
    if not url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
        port, asked = parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        parts, port, asked = urlsplit(""), None, {}
    starttls = asked.pop("starttls", ["0"])
    known = parts.scheme in ("smtp", "smtps") and not asked and starttls in (["0"], ["1"]) and parts.path in ("", "/")
    if not known or not parts.hostname:
        raise BadSetting("AVVIKELSE_SMTP_URL går inte att läsa. Skriv smtp://användare:lösenord@värd:587?starttls=1.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise BadSetting("AVVIKELSE_SMTP_URL: användare och lösenord får bara ha tecken ur ASCII. Byt dem.")
    security: Literal["starttls", "tls", "none"] = "starttls" if starttls == ["1"] else "none"
    if parts.scheme == "smtps":
        security = "tls"
    if user and security == "none" and parts.hostname not in LOOPBACK:
        raise BadSetting(
            "AVVIKELSE_SMTP_URL: lösenordet skulle skickas öppet. Lägg till ?starttls=1 eller skriv smtps."
        )
    return MailServer(parts.hostname, port or PORTS[security], user, password, security)


def _mail_from(address: str, base_url: str) -> str:
    """The address that mails come from; noreply at the installation's own host when none is given."""
    if address and not ADDRESS.match(address):
        raise BadSetting("AVVIKELSE_MAIL_FROM är ingen e-postadress. Skriv den som avvikelse@example.se.")
    try:
        host = urlsplit(base_url).hostname
    except ValueError:
        host = None
    return address or f"noreply@{host or 'localhost'}"


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
