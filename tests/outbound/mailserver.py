"""A real SMTP server on loopback that keeps what it takes, and refuses, stalls or drops as a test wants."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Lock
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from avvikelse.settings import MailServer


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Taken:
    """A mail that the server has taken."""

    sender: str
    recipients: list[str]
    content: bytes
    connection: object

    @property
    def mail(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.content, policy=default))

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    def part(self, kind: str = "plain") -> str:
        body = self.mail.get_body(preferencelist=(kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


Answer = Callable[[Envelope, str], str | None]


@dataclass
class MailBox:
    """The server's handler. `refuse` answers a recipient and `reject` a mail with an SMTP line, or None for yes."""

    refuse: Answer = lambda envelope, address: None
    reject: Answer = lambda envelope, address: None
    taken: list[Taken] = field(default_factory=list)
    sessions: int = 0
    lock: Lock = field(default_factory=Lock)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's form)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's form)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        no = self.refuse(envelope, address)
        if no is None:
            envelope.rcpt_tos.append(address)
        return no or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        no = self.reject(envelope, envelope.rcpt_tos[0])
        if no is None:
            self.keep(session, envelope)
        return no or "250 OK"

    def keep(self, session: Session, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        with self.lock:
            self.taken.append(Taken(str(envelope.mail_from), list(envelope.rcpt_tos), content, session.peer))

    def to(self, address: str) -> list[Taken]:
        return [mail for mail in self.taken if mail.recipients == [address]]


class PostOffice(Controller):
    """The server, running in a thread of its own while the `with` lasts."""

    def __init__(self, box: Any, *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> None:
        more: dict[str, Any] = {}
        if tls is not None:
            more = {"tls_context": tls, "require_starttls": True}
        if login is not None:
            more |= {"authenticator": _only(*login), "auth_required": True}
        super().__init__(box, hostname="127.0.0.1", port=free_port(), **more)
        self.box = box

    def address(self, **changes: Any) -> MailServer:
        return MailServer(
            **{"host": "127.0.0.1", "port": self.port, "user": "", "password": "", "security": "none"} | changes
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(no_assert=True)


def _only(user: str, password: str) -> Callable[..., AuthResult]:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user.encode(), password.encode()), handled=False)

    return check
