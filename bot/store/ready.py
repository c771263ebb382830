"""A statement made ready once: its words for the engine, how values go in and come out. After that it is the driver's.

SQLAlchemy's own way to execute is right for what is asked now and then. What every message asks costs several times as
much that way, since each time it sets up anew what was known after the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ExecutableReturnsRows

T = TypeVar("T")
Values = dict[str, Any]
Rows = Sequence[tuple[Any, ...]]
Change = Callable[[Any], Any]


@dataclass(slots=True)
class _Form:
    """What one kind of engine is told, and the names of the values it takes in order; or by name, if it is `named`."""

    words: str
    fixed: dict[str, Any]
    names: tuple[str, ...]
    changes: dict[str, Change]
    named: bool
    columns: tuple[Change | None, ...] | None = None  # known once there was an answer

    def fill(self, given: Values) -> Any:
        """The values as the driver takes them."""
        filled = self.fixed | given
        for name, change in self.changes.items():
            filled[name] = change(filled[name])
        return filled if self.named else [filled[name] for name in self.names]

    def read(self, rows: Rows) -> Rows:
        """The rows as we take them."""
        columns = self.columns or ()
        if not any(columns):
            return rows
        return [
            tuple(change(value) if change else value for change, value in zip(columns, row, strict=True))
            for row in rows
        ]


class Ready:
    """One such statement. The names of its values are always the same ones."""

    def __init__(self, statement: ExecutableReturnsRows) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Connection, values: Values) -> Rows:
        """All it finds or returns."""
        form = self._form(connection.dialect, values)

        def found(cursor: DBAPICursor) -> Rows:
            if form.columns is None:
                form.columns = _columns(self._statement, connection.dialect, cursor)
            return cursor.fetchall()

        return form.read(_told(connection, form, values, found))

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def value(self, connection: Connection, values: Values) -> Any:
        """The first value of the first row; None if there is no row."""
        rows = self.rows(connection, values)
        return rows[0][0] if rows else None

    def count(self, connection: Connection, values: Values) -> int:
        """How many rows it changed."""
        return _told(connection, self._form(connection.dialect, values), values, _changed)

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _formed(self._statement, dialect, values)
        return form


def _formed(statement: ExecutableReturnsRows, dialect: Dialect, values: Values) -> _Form:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    changes = {name: type.bind_processor(dialect) for name, type in types.items()}
    return _Form(
        compiled.string,
        {name: value for name, value in compiled.params.items() if name not in values},
        tuple(compiled.positiontup or ()),
        {name: change for name, change in changes.items() if change},
        named=not compiled.positional,
    )


def _columns(statement: ExecutableReturnsRows, dialect: Dialect, cursor: DBAPICursor) -> tuple[Change | None, ...]:
    types = (column.type.dialect_impl(dialect) for column in statement.exported_columns)
    described = zip(types, cursor.description or (), strict=True)
    return tuple(type.result_processor(dialect, says[1]) for type, says in described)


def _told(connection: Connection, form: _Form, values: Values, read: Callable[[DBAPICursor], T]) -> T:
    """What comes of it; failures are SQLAlchemy's own, and a connection that broke is given up, as it would do it."""
    driver = connection.connection
    try:
        cursor = driver.cursor()
        cursor.execute(form.words, form.fill(values))
        return read(cursor)
    except Exception as error:
        dialect, known = connection.dialect, connection.dialect.loaded_dbapi.Error
        if isinstance(error, known) and dialect.is_disconnect(error, driver, None):
            connection.invalidate(error)
        raise DBAPIError.instance(form.words, None, error, known, hide_parameters=True) from None
    except BaseException as error:  # nobody waits for the answer any more
        connection.invalidate(error)
        raise


def _changed(cursor: DBAPICursor) -> int:
    return cursor.rowcount
