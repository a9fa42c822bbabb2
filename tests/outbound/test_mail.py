"""Mails to a real SMTP server: what they look like, how the server is trusted, and what never reaches the wire."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from avvikelse.errors import BadSetting
from avvikelse.outbound.letters import CalendarFile, Written
from avvikelse.outbound.mail import Never, NotNow, Postman, ServerDown, Unsent, build
from avvikelse.outbound.render import Rendered
from avvikelse.settings import MailServer, read_settings
from tests.outbound.mailserver import MailBox, PostOffice, free_port

SENDER = "avvikelse@example.se"
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WORDS = Rendered(
    "AVV-2026-0042: din tur, svar senast 27 november", "Nu är det din tur.\n", "<p>Nu är det din tur.</p>\n"
)


def a_mail(
    to: str = "vc.chef@example.se", words: Rendered = WORDS, calendar: CalendarFile | None = None
) -> EmailMessage:
    return build(Written(words, calendar), to, SENDER, "abc123@avvikelse.example.se", AT)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice(MailBox()) as office:
        yield office


def send(server: MailServer, mail: EmailMessage, to: str = "vc.chef@example.se") -> None:
    with Postman(server, 5) as postman:
        postman.send(mail, SENDER, to)


def test_a_mail_arrives_as_text_and_html_with_its_headers(office: PostOffice) -> None:
    send(office.address(), a_mail())
    [taken] = office.box.taken
    assert (taken.sender, taken.recipients) == (SENDER, ["vc.chef@example.se"])
    assert taken.subject == "AVV-2026-0042: din tur, svar senast 27 november"
    assert taken.message_id == "<abc123@avvikelse.example.se>"
    assert taken.mail["From"] == SENDER
    assert taken.mail["To"] == "vc.chef@example.se"
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    assert taken.mail.get_content_type() == "multipart/alternative"
    assert taken.part("plain") == "Nu är det din tur.\n"
    assert taken.part("html") == "<p>Nu är det din tur.</p>\n"
    assert not [line for line in taken.content.split(b"\r\n") if len(line) > 998 or not line.isascii()]


def test_a_calendar_file_comes_as_an_alternative_and_as_a_file(office: PostOffice) -> None:
    content = "BEGIN:VCALENDAR\r\nSUMMARY:Forumet på Vänern\r\nEND:VCALENDAR\r\n".encode()
    send(office.address(), a_mail(calendar=CalendarFile("mote-7.ics", "CANCEL", content)))
    [taken] = office.box.taken
    assert taken.mail.get_content_type() == "multipart/mixed"
    [attached] = list(taken.mail.iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("mote-7.ics", "application/ics")
    assert attached.get_payload(decode=True) == content
    [entry] = [part for part in taken.mail.walk() if part.get_content_type() == "text/calendar"]
    assert entry.get_param("method") == "CANCEL"
    assert entry.get_payload(decode=True) == content
    assert taken.part("plain") == "Nu är det din tur.\n"


def test_one_connection_carries_all_the_mails_of_a_run(office: PostOffice) -> None:
    with Postman(office.address(), 5) as postman:
        for _ in range(5):
            postman.send(a_mail(), SENDER, "vc.chef@example.se")
    assert len({mail.connection for mail in office.box.taken}) == 1
    assert len(office.box.taken) == 5


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_new_connection_after_so_many_mails(office: PostOffice) -> None:
    with Postman(office.address(), 5, at_most=2) as postman:
        for _ in range(5):
            postman.send(a_mail(), SENDER, "vc.chef@example.se")
    connections = [mail.connection for mail in office.box.taken]
    assert [connections.count(one) for one in dict.fromkeys(connections)] == [2, 2, 1]


class TestStarttls:
    """A certificate of our own authority, and one that nobody vouches for."""

    @pytest.fixture
    def trusted(self, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    @staticmethod
    def office(certificate: trustme.LeafCert, login: tuple[str, str] | None = None) -> PostOffice:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return PostOffice(MailBox(), tls=context, login=login)

    @pytest.mark.usefixtures("trusted")
    def test_logs_in_and_sends_encrypted(self, authority: trustme.CA) -> None:
        with self.office(authority.issue_cert("127.0.0.1"), ("avvikelse", "p@:%")) as office:
            server = office.address(security="starttls", user="avvikelse", password="p@:%")  # noqa: S106 (of a server that lives no longer than the test)
            send(server, a_mail())
            assert len(office.box.taken) == 1
            with pytest.raises(ServerDown, match="inte emot användaren eller lösenordet"):
                send(office.address(security="starttls", user="avvikelse", password=SENDER), a_mail())

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, authority: trustme.CA) -> None:
        with self.office(authority.issue_cert("127.0.0.1")) as office:
            with pytest.raises(ServerDown, match="certifikat går inte att lita på"):
                send(office.address(security="starttls"), a_mail())
            assert office.box.taken == []

    @pytest.mark.usefixtures("trusted")
    def test_a_certificate_for_another_host_is_refused(self, authority: trustme.CA) -> None:
        with self.office(authority.issue_cert("annan.example.se")) as office:
            with pytest.raises(ServerDown, match="certifikat går inte att lita på"):
                send(office.address(security="starttls"), a_mail())
            assert office.box.taken == []

    def test_a_server_without_starttls_gets_nothing(self) -> None:
        with PostOffice(MailBox()) as office:
            with pytest.raises(ServerDown, match="STARTTLS"):
                send(office.address(security="starttls"), a_mail())
            assert office.box.taken == []


def test_nobody_there() -> None:
    with pytest.raises(ServerDown, match="går inte att nå"):
        send(MailServer("127.0.0.1", free_port(), "", "", "none"), a_mail())


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 5.1.1 No such user", Never), ("450 4.2.1 Try later", NotNow), ("452 Full", NotNow)]
)
def test_a_refused_recipient(answer: str, kind: type[Unsent]) -> None:
    with PostOffice(MailBox(refuse=lambda envelope, address: answer)) as office:
        with pytest.raises(kind) as raised:
            send(office.address(), a_mail())
        assert answer in raised.value.reason
        assert office.box.taken == []


@pytest.mark.parametrize(("answer", "kind"), [("554 Spam", Never), ("451 Greylisted", NotNow)])
def test_a_rejected_mail_doesn_t_harm_the_next(answer: str, kind: type[Unsent]) -> None:
    box = MailBox(reject=lambda envelope, address: answer if address == "nej@example.se" else None)
    with PostOffice(box) as office, Postman(office.address(), 5) as postman:
        with pytest.raises(kind):
            postman.send(a_mail("nej@example.se"), SENDER, "nej@example.se")
        postman.send(a_mail(), SENDER, "vc.chef@example.se")
    assert [mail.recipients for mail in box.taken] == [["vc.chef@example.se"]]


HOSTILE_ADDRESSES = [
    "a@example.se\r\nRCPT TO:<alla@example.se>",
    "a@example.se\nBcc: alla@example.se",
    "a@example.se\n",
    "a@example.se>\r\nDATA",
    "a@example.se, b@example.se",
    "a@example.se;b@example.se",
    "<a@example.se>",
    "A <a@example.se>",
    '"a b"@example.se',
    "a@b@example.se",
    "a",
    "",
    "a@",
    "@example.se",
    "a@example.se\x00",
    "a\u2028@example.se",
    "å@example.se",
    "a@" + "x" * 250,
]


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_a_hostile_address_never_reaches_the_wire(office: PostOffice, address: str) -> None:
    with pytest.raises(Never, match="Adressen går inte att använda"):
        a_mail(address)
    with pytest.raises(Never, match="Adressen går inte att använda"):
        send(office.address(), a_mail(), address)
    assert office.box.taken == []
    assert office.box.sessions == 0, "no connection was even opened"


def test_a_swedish_domain_is_written_as_the_wire_wants_it(office: PostOffice) -> None:
    send(office.address(), a_mail("a@åre.example.se"), "a@åre.example.se")
    [taken] = office.box.taken
    assert taken.recipients == ["a@xn--re-xia.example.se"]


@pytest.mark.parametrize(
    "subject",
    [
        "Hej\r\nBcc: alla@example.se",
        "Hej\nTo: alla@example.se\n\nText",
        "Hej\r\n.\r\nMAIL FROM:<a@b.se>",
        "å" * 500,
        "\x00",
    ],
)
def test_a_hostile_subject_never_makes_a_header(office: PostOffice, subject: str) -> None:
    """Rendered subjects are one line already; a fault there would still not get further than this."""
    try:
        mail = a_mail(words=Rendered(subject, ".\r\n.\r\nQUIT\r\n", "<p>.</p>"))
    except Never:
        return
    send(office.address(), mail)
    [taken] = office.box.taken
    assert taken.recipients == ["vc.chef@example.se"]
    assert taken.mail["Bcc"] is None
    assert taken.mail.get_all("To") == ["vc.chef@example.se"]
    assert taken.part("plain") == ".\n.\nQUIT\n"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        ("smtp://mail.example.se", MailServer("mail.example.se", 25, "", "", "none")),
        ("smtp://mail.example.se?starttls=1", MailServer("mail.example.se", 587, "", "", "starttls")),
        (
            "smtp://u:p%40%3A@mail.example.se:2525/?starttls=1",
            MailServer("mail.example.se", 2525, "u", "p@:", "starttls"),
        ),
        ("smtps://u:p@mail.example.se", MailServer("mail.example.se", 465, "u", "p", "tls")),
        ("smtp://u:p@localhost:25", MailServer("localhost", 25, "u", "p", "none")),
    ],
)
def test_the_server_is_read_from_the_environment(url: str, server: MailServer | None) -> None:
    assert read_settings({"AVVIKELSE_SMTP_URL": url}).mail_server == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.se:587",
        "http://mail.example.se",
        "smtp://:587",
        "smtp://mail.example.se:port",
        "smtp://mail.example.se?tls=1",
        "smtp://mail.example.se?starttls=ja",
        "smtp://mail.example.se/brev",
        "smtp://u:hemligt@mail.example.se",
        "smtp://u:hemligt%C3%A5@mail.example.se?starttls=1",
        "smtp://[",
    ],
)
def test_a_faulty_server_is_told_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="AVVIKELSE_SMTP_URL") as raised:
        read_settings({"AVVIKELSE_SMTP_URL": url})
    assert "hemligt" not in raised.value.message
    assert "hemligt" not in repr(MailServer("h", 1, "u", "hemligt", "none"))


def test_who_mails_come_from() -> None:
    assert (
        read_settings({"AVVIKELSE_BASE_URL": "https://avvikelse.example.se/"}).mail_from
        == "noreply@avvikelse.example.se"
    )
    assert read_settings({"AVVIKELSE_MAIL_FROM": "a@b.se"}).mail_from == "a@b.se"
    for wrong in ("a", "a@b.se\n", "A <a@b.se>"):
        with pytest.raises(BadSetting, match="AVVIKELSE_MAIL_FROM"):
            read_settings({"AVVIKELSE_MAIL_FROM": wrong})
