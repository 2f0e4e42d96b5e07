"""Visits of a household. A row names the visit by its code; the dossiers point at the visit. Only added."""

from sqlmodel import Field, SQLModel


class HouseholdVisit(SQLModel, table=True):
    """A visit in which several procedures are taken together, and the code on its slip."""

    __tablename__ = "household_visit"

    visit_id: int = Field(primary_key=True, foreign_key="visit.id")
    code: str = Field(unique=True)  # `counter.rules.visit_code` of the visit's id
    operation: str = Field(unique=True)
