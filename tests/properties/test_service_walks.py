"""Random walks of people at work, on both databases: what the rules promise holds of the rows after every act."""

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.properties.house import House, build_house
from tests.properties.walk import ACTS, Walk

# A walk is shown as it went: to make a walk on a real database shorter takes minutes, to read it one.
COMMON = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}
acts = st.tuples(st.sampled_from([name for name, often in ACTS.items() for _ in range(often)]), st.integers(0, 2**32))


def begin(house: House) -> None:
    Walk(house).begin()


def walk(house: House, walks: int, length: int) -> None:
    @settings(**COMMON, max_examples=walks)
    @given(st.lists(acts, min_size=length, max_size=length))
    def people_at_work(done: list[tuple[str, int]]) -> None:
        here = Walk(house, note)
        for name, seed in done:
            here.act(name, seed)
        here.ends()

    people_at_work()


def test_people_at_work_on_sqlite(sqlite_url: str) -> None:
    walk(build_house(sqlite_url, begin), walks=12, length=40)


def test_people_at_work_on_postgresql(fresh_postgres_url: str) -> None:
    walk(build_house(fresh_postgres_url, begin), walks=4, length=30)
