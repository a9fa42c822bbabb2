"""Fictional identifiers for property tests: numbers and addresses from the ranges that nobody can be given."""

import unicodedata

from hypothesis import strategies as st

NAMES = (
    "Karin Lindqvist",
    "Åsa Öberg",
    "Tariq Nasseri",
    "Maj-Lis Öhrström",
    "Gunvor Sandahl",
    "Lars-Åke Nyström",
    "Zoë Åkerblad",
)
CLEAN = (
    "intyget saknas",
    "patienten väntar på svar",
    "beslutet är inte motiverat",
    "handlingen kom aldrig fram",
    "ingen återkom i ärendet",
)
ODD = (
    "😀",
    "👩‍⚕️",
    "a\u0308",
    "e\u0301\u0323",
    "\r\n",
    "\n",
    "\t",
    "ﬁ",
    "\ud800",
    "\U00010400",
    "–",
    "\u00a0",
    "½",
    "٣",
    "\u200b",
)
HIDDEN = ("\u00ad", "\u200b", "\u200d", "\ufeff", "\u2060")


def _date(year: int, month: int, day: int, form: int) -> str:
    return f"{year % 100:02}{month:02}{day:02}" if form else f"{year}{month:02}{day:02}"


_dates = st.builds(_date, st.integers(1930, 2012), st.integers(1, 12), st.integers(1, 28), st.integers(0, 1))
personal_numbers = st.builds(
    "{}{}{}".format, _dates, st.sampled_from(("-", "–", "+", "", " ")), st.integers(9800, 9999).map(str)
)
_ranges = (("070-174 06 {:02}", 5), ("070-17406{:02}", 5), ("+46 70 174 06 {:02}", 5), ("08-465 004 {:02}", 0))
phones = st.sampled_from(_ranges).flatmap(lambda r: st.integers(r[1], 99).map(r[0].format))
emails = st.builds(
    "{}@{}".format,
    st.sampled_from(("k.ek", "karin.lindqvist", "info+svar", "a_b-c", "åsa.öberg")),
    st.sampled_from(("example.se", "post.example.com", "exempel.example")),
)
names = st.builds(unicodedata.normalize, st.sampled_from(("NFC", "NFD")), st.sampled_from(NAMES))
identifiers = st.one_of(personal_numbers, phones, emails, names)


@st.composite
def hidden(draw: st.DrawFn, identifier: st.SearchStrategy[str]) -> str:
    """An identifier with an invisible character somewhere inside."""
    plain = draw(identifier)
    at = draw(st.integers(1, len(plain) - 1))
    return plain[:at] + draw(st.sampled_from(HIDDEN)) + plain[at:]


surroundings = st.lists(st.sampled_from((*CLEAN, *ODD)), max_size=4).map(" ".join)
anything = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.one_of(st.sampled_from((*CLEAN, *ODD, *HIDDEN, " ", ", ", "-", "1", "20", "/")), identifiers), max_size=8
    ).map("".join),
)
