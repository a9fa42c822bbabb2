"""Sends mails by SMTP, over one connection for as many as there are. Nothing that a person wrote reaches a command."""

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from avvikelse.outbound.context import one_line
from avvikelse.outbound.letters import CalendarFile, Written
from avvikelse.settings import ADDRESS, MailServer

REASON_LENGTH = 200
_PERMANENT = 500
_OK = 250


class Unsent(Exception):
    """A mail wasn't sent. `reason` is a Swedish sentence for an administrator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ServerDown(Unsent):
    """The mail server can't be used just now: no fault of the mail's."""


class NotNow(Unsent):
    """This mail wasn't taken, or it isn't known whether it was; a later try may do."""


class Never(Unsent):
    """This mail won't be taken, however often it is tried: somebody has to mend something."""


def build(written: Written, to: str, sender: str, message_id: str, at: datetime) -> EmailMessage:
    """The mail as plain text and HTML, with the calendar file when there is one. Raises Never for a bad address."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(addr_spec=sender)
        mail["To"] = Address(addr_spec=usable(to))
        mail["Subject"] = written.words.subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{message_id}>"
    except (MessageError, ValueError, IndexError):
        raise Never("Adressen går inte att använda. Rätta den och skicka om.") from None
    mail["Auto-Submitted"] = "auto-generated"  # nobody's out-of-office answer is wanted
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "sv"
    mail.set_content(written.words.text, cte="quoted-printable")
    mail.add_alternative(written.words.html, subtype="html", cte="quoted-printable")
    if written.calendar is not None:
        _attach(mail, written.calendar)
    return mail


def _attach(mail: EmailMessage, calendar: CalendarFile) -> None:
    """Twice, as calendars want it: Outlook reads the alternative, others the attached file."""
    text = calendar.content.decode()
    mail.add_alternative(text, subtype="calendar", params={"method": calendar.method}, cte="base64")
    mail.add_attachment(calendar.content, maintype="application", subtype="ics", filename=calendar.name)


def usable(address: str) -> str:
    """The address as a mail server takes it. Raises Never for one that can't be or isn't one address alone."""
    local, _, domain = address.partition("@")
    try:
        known = f"{local}@{domain.encode('idna').decode()}" if ADDRESS.match(address) and address.isprintable() else ""
    except UnicodeError:
        known = ""
    if not known or not known.isascii():
        raise Never("Adressen går inte att använda. Rätta den och skicka om.")
    return known


class Postman:
    """A connection to the mail server, opened when there is something to send and again when it has been lost."""

    def __init__(self, server: MailServer, timeout: float, at_most: int = 100) -> None:
        """`timeout` is in seconds, for each answer of the server. After `at_most` mails a new connection is opened."""
        self._server, self._timeout, self._at_most = server, timeout, at_most
        self._connection: smtplib.SMTP | None = None
        self._carried = 0

    def __enter__(self) -> Self:
        """Opens nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Says good-bye, if there is anybody to say it to."""
        if kind is None:
            self._say_good_bye()
        self._hang_up()

    def send(self, mail: EmailMessage, sender: str, to: str) -> None:
        """Hands the mail over. Raises ServerDown, NotNow or Never; when it returns, the server has taken it."""
        address = usable(to)
        connection = self._open()
        try:
            connection.sendmail(sender, [address], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(*next(iter(error.recipients.values()))) from None
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= _PERMANENT:
                why = _said(error.smtp_code, error.smtp_error)
                raise ServerDown(f"Mejlservern tar inte emot från AVVIKELSE_MAIL_FROM: {why}") from None
            raise _refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NotNow(f"Förbindelsen bröts ({type(error).__name__}). Mejlet kan ha kommit fram.") from None

    def _open(self) -> smtplib.SMTP:
        if self._carried >= self._at_most:
            self._say_good_bye()
        elif self._connection is not None and self._answers(self._connection):
            self._carried += 1
            return self._connection
        self._hang_up()
        try:
            self._connection = self._connect()
        except ssl.SSLCertVerificationError:
            raise ServerDown(
                "Mejlserverns certifikat går inte att lita på. Kontrollera värdnamn och certifikat."
            ) from None
        except smtplib.SMTPAuthenticationError:
            raise ServerDown("Mejlservern tar inte emot användaren eller lösenordet i AVVIKELSE_SMTP_URL.") from None
        except smtplib.SMTPNotSupportedError:
            raise ServerDown(
                "Mejlservern erbjuder inte det som AVVIKELSE_SMTP_URL ber om (STARTTLS, inloggning)."
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(f"Mejlservern går inte att nå ({type(error).__name__}).") from None
        self._carried = 1
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server, trusted = self._server, ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=trusted
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.security == "starttls":
                connection.starttls(context=trusted)
            if server.user:
                connection.login(server.user, server.password)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    def _answers(self, connection: smtplib.SMTP) -> bool:
        """The server may have closed a connection that has been used for long; better to know before than after."""
        try:
            return connection.noop()[0] == _OK
        except (smtplib.SMTPException, OSError):
            return False

    def _say_good_bye(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._carried = None, 0


def _refused(code: int, answer: bytes | str) -> Unsent:
    said = _said(code, answer)
    if code >= _PERMANENT:
        return Never(f"Mejlservern säger nej: {said}")
    return NotNow(f"Mejlservern säger inte nu: {said}")


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {text}", REASON_LENGTH)
