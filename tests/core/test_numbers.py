"""A case number is found however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.numbers import case_number, read_case_number


@given(st.integers(2020, 2099), st.integers(1, 999_999))
def test_what_is_written_is_read_back(year: int, running: int) -> None:
    assert read_case_number(case_number(year, running)) == case_number(year, running)


@pytest.mark.parametrize("typed", ["AVV-2026-0042", "avv-2026-42", " avv 2026 42 ", "2026-42", "Avv2026-0042"])
def test_search_that_forgives(typed: str) -> None:
    assert read_case_number(typed) == "AVV-2026-0042"


@pytest.mark.parametrize("typed", ["", "AVV", "42", "AVV-26-42", "AVV-2026-", "x" * 1000, "AVV-2026-0042'; --"])
def test_what_is_no_number(typed: str) -> None:
    assert read_case_number(typed) is None
