"""A condition that a column is one of many numbers, given as one value: the statement is the same for any number."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Numbers(TypeDecorator[Collection[int]]):
    """Numbers as the driver takes them: an array to PostgreSQL, JSON to SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The kind of value that the database gets."""
        return dialect.type_descriptor(ARRAY(Integer) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        """The numbers as that value."""
        found = sorted(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class _Listed(FunctionElement[Any]):
    """The numbers of a parameter as rows."""

    inherit_cache = True
    name = "listed"


@compiles(_Listed, "postgresql")
def _from_array(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}))"


@compiles(_Listed, "sqlite")
def _from_json(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"  # noqa: S608 (a compiler)


def among(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """The condition that the column is one of the numbers in the parameter `name`."""
    numbers: BindParameter[Any] = bindparam(name, type_=_Numbers())
    return column.op("IN", is_comparison=True)(_Listed(numbers))
