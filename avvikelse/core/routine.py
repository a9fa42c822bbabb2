"""A routine as the file says it: states, transitions, forums and categories, validated and frozen.

The models are also the source of the JSON Schema that editors use (`workflows/routine.schema.json`).
Field descriptions are Swedish: they are what the person who writes a routine file reads.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from avvikelse.core.vocabulary import OutcomeKind, Purpose, Section, WaitsFor

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=1, le=400)]

RHYTHM = re.compile(r"^(?P<times>[1-9]\d?) per (?P<period>year|term)$|^weekly$")


class Part(BaseModel):
    """Common manners: an unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Deadline(Part):
    """Local choice of days (R18), counted in Swedish working days from the day the state was entered."""

    working_days: Days = Field(description="Antal arbetsdagar till sista dag.")
    remind: tuple[Days, ...] = Field(default=(), description="Arbetsdagar då den som har turen påminns.")
    then: str | None = Field(default=None, description="Vem som också ser avvikelsen när tiden har gått ut.")
    pauses: tuple[WaitsFor, ...] = Field(
        default=(), description="Klockan står medan den som har turen väntar på den andra parten."
    )

    @field_validator("pauses", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class State(Part):
    """Where a deviation can be."""

    label: Label = Field(description="Lägets namn, så som användaren ser det.")
    help: Text = Field(description="Vad som ska göras i läget, i en eller två meningar.")
    says: Text = Field(description="Mening som berättar för den som rapporterade hur det går.")
    owner: str = Field(description="Vem som har nästa steg: sida.roll eller forum.secretary.")
    deadline: Deadline | Literal["next_meeting"] | None = Field(
        default=None, description="Tid för läget. Utelämna när ingen tid gäller."
    )
    forum: Key | None = Field(default=None, description="Forumet vars bord avvikelsen ligger på.")
    ends: Literal["closed", "withdrawn"] | None = Field(
        default=None, description="Avslutar avvikelsen: closed (färdig) eller withdrawn (återtagen)."
    )

    @field_validator("deadline", mode="before")
    @classmethod
    def _one_kind(cls, value: Any) -> Any:
        if isinstance(value, str) and value != "next_meeting":
            raise ValueError("skriv next_meeting, eller working_days: och ett antal")
        return value


class Transition(Part):
    """A step that somebody may take. Without `to` it is an act that leaves the deviation where it is."""

    label: Label = Field(description="Vad knappen heter.")
    help: Text | None = Field(default=None, description="Förklaring intill knappen.")
    from_: tuple[Key, ...] = Field(alias="from", min_length=1, description="Läge eller lägen steget går från.")
    to: Key | None = Field(default=None, description="Läget steget går till. Utelämna för en handling på plats.")
    who: tuple[str, ...] = Field(min_length=1, description="Vilka som får ta steget.")
    needs: tuple[str, ...] = Field(default=(), description="Vad som måste vara gjort. Se ordlistan.")
    ask: dict[Key, Text] = Field(default_factory=dict, description="Frågor som måste besvaras i steget.")
    tell: dict[str, str] = Field(default_factory=dict, description="Vilka som får vilket meddelande.")
    purpose: Purpose | None = Field(
        default=None, description="Syfte när steget går till ett forum. Mellan två forum följer syftet med."
    )

    @field_validator("from_", "who", "needs", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Before(Part):
    """How long before a meeting something happens."""

    working_days_before: Days


class Outcome(Part):
    """What a forum can decide about a deviation on its table (R14)."""

    label: Label = Field(description="Utfallets namn i protokollet.")
    kind: OutcomeKind = Field(description="measures, noted, back, lift eller keep.")
    move: Key | None = Field(default=None, description="Steget som beslutet utlöser.")

    @model_validator(mode="after")
    def _kept_or_moved(self) -> "Outcome":
        if (self.kind is OutcomeKind.KEEP) != (self.move is None):
            raise ValueError("ett utfall har ett steg i move, utom keep som inte har något")
        return self


class Jointly(Part):
    """That some of a forum's meetings are held together with another forum, with one agenda for both."""

    forum: Key = Field(description="Forumet som mötet hålls tillsammans med.")
    times: int = Field(ge=1, le=12, description="Hur många av årets möten, de första på året.")


class Forum(Part):
    """A meeting series of the parties."""

    name: Label = Field(description="Forumets fullständiga namn.")
    secretary: Key = Field(description="Parten som håller forumets sekreterare.")
    members: tuple[Key, ...] = Field(min_length=1, description="Parter med ledamöter i forumet.")
    meets: str = Field(description="Hur ofta: 'weekly', '4 per year' eller '3 per term'.")
    jointly: Jointly | None = Field(default=None, description="Möten som hålls tillsammans med ett annat forum.")
    prepare: Before | None = Field(default=None, description="När parterna ska ha förberett sina avvikelser.")
    freeze: Before | None = Field(default=None, description="När dagordningen spikas.")
    agenda: dict[Section, Label] = Field(min_length=1, description="Dagordningens punkter, med rubrik.")
    outcomes: dict[Key, Outcome] = Field(default_factory=dict, description="Vad forumet kan besluta.")

    @field_validator("meets")
    @classmethod
    def _known_rhythm(cls, value: str) -> str:
        if not RHYTHM.match(value):
            raise ValueError("skriv 'weekly', '4 per year' eller '3 per term'")
        return value


class Routine(Part):
    """One version of one agreement's routine."""

    routine: Key = Field(description="Rutinens nyckel, till exempel varmland.")
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,30}$")] = Field(
        description="Versionen, gärna datumet den börjar gälla. En pågående avvikelse behåller sin version."
    )
    title: Text = Field(description="Rutinens titel.")
    decided: Text = Field(description="När rutinen beslutades och av vem.")
    parties: dict[Key, Label] = Field(min_length=1, description="Parterna: nyckel och namn.")
    internal_matters: bool = Field(
        default=False, description="Om avvikelser inom en och samma part också följer rutinen."
    )
    start: Key = Field(description="Läget där en ny avvikelse börjar.")
    states: dict[Key, State] = Field(min_length=2, description="Lägena.")
    transitions: dict[Key, Transition] = Field(min_length=1, description="Stegen.")
    forums: dict[Key, Forum] = Field(default_factory=dict, description="Forumen.")
    categories: dict[Key, Label] = Field(min_length=1, description="Avvikelsens slag.")
