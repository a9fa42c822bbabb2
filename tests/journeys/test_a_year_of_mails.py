"""A year of mails: the weeks around Easter, midsummer, Christmas and both changes of the clock, and no mail else.

Every day of the year is gone through by the stories of reminders; here those weeks are, each with a case of its own.
"""

from datetime import date, time, timedelta

from avvikelse.core.dates import add_working_days, at_local
from avvikelse.services.preferences import choose_mail
from tests.outbound.mailserver import MailBox, PostOffice
from tests.outbound.relaying import swept
from tests.services.steps import reported, step
from tests.services.test_reminders import YEAR
from tests.world import World

REPORTER, CHEF = "fk.utredare@example.se", "fk.chef@example.se"


def expected_mails() -> list[tuple[str, str, str]]:
    """On which day who is mailed what about each of the year's cases.

    The reporter has chosen one mail a day: a reminder of eight o'clock comes the next working day at half past seven,
    but what is overdue at once, as everything does to the manager.
    """
    mails = []
    for first, second, overdue in YEAR.values():
        digests = [add_working_days(date.fromisoformat(reminded), 1) for reminded in (first, second)]
        mails += [(digest.isoformat(), REPORTER, "påminnelse") for digest in digests]
        mails += [(overdue, REPORTER, "sista dagen har passerat"), (overdue, CHEF, "står stilla")]
        mails.append(((date.fromisoformat(overdue) + timedelta(days=1)).isoformat(), CHEF, "återtagen"))
    return mails


def the_weeks() -> list[date]:
    """Every day from before a case is reported until the week after it is withdrawn."""
    spans = [(date.fromisoformat(reported), date.fromisoformat(days[2])) for reported, days in YEAR.items()]
    around = {begins + timedelta(days=n) for begins, ends in spans for n in range(-2, (ends - begins).days + 8)}
    return sorted(around)


def test_a_year_of_mails(world: World) -> None:
    world.do(choose_mail, "fk.utredare", "daily")
    box = MailBox()
    told: list[tuple[str, str, str]] = []
    with PostOffice(box) as office:
        for day in the_weeks():
            for clock in (time(7, 30), time(8, 0)):
                world.now = at_local(day, clock)
                swept(world, office.address())
                told += [(day.isoformat(), mail.recipients[0], mail.subject.partition(": ")[2]) for mail in box.taken]
                box.taken.clear()
            if day.isoformat() in YEAR:
                number = reported(world)
            elif day.isoformat() in {days[2] for days in YEAR.values()}:
                step(world, "fk.utredare", number, "withdraw", why_withdrawn="Dubbel.")
    assert [(day, who, what.partition(",")[0]) for day, who, what in told] == expected_mails()
