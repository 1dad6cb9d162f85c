"""Files that answer a form: kept with the draft, then with the application that the draft becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from knowledge.files import Attached, kept_as, number_of
from knowledge.people import PersonKey
from storage.tables import attached, draft
from storage.transaction import Transaction, insert

_DRAFT = "draft-"


def of_draft(number: int) -> str:
    """Return the reference under which the files of a draft are kept."""
    return f"{_DRAFT}{number}"


async def keep_with_draft(
    tx: Transaction, number: int, by: PersonKey, files: Mapping[str, Attached], before: Mapping[str, Any]
) -> dict[str, str]:
    """Keep ``files``, by field, with a draft; return the answers that name them. What they replace in the draft goes."""
    answers = {}
    for field, file in files.items():
        gone = number_of(str(before.get(field, "")))
        if gone is not None:  # One that an application holds stays until the draft is sent.
            await tx.connection.execute(
                sa.delete(attached).where(attached.c.id == gone, attached.c.reference == of_draft(number))
            )
        written = await tx.connection.execute(
            insert(tx.connection, attached)
            .values(
                reference=of_draft(number), said=0, name=file.name, type=file.type, size=file.size,
                content=file.content, by_tenant=by.tenant, by_oid=by.oid, at=tx.now,
            )
            .returning(attached.c.id)
        )  # fmt: skip
        answers[field] = kept_as(written.scalar_one(), file.name)
    return answers


async def give_to_application(tx: Transaction, number: int, reference: str, answers: Mapping[str, Any]) -> None:
    """Make the files of a draft those of the application, with those that it had and that ``answers`` still name."""
    named = [found for found in (number_of(str(value)) for value in answers.values()) if found is not None]
    await tx.connection.execute(
        sa.update(attached)
        .where(attached.c.reference == of_draft(number), attached.c.id.in_(named))
        .values(reference=reference)
    )
    await drop_of_draft(tx, number)
    await tx.connection.execute(
        sa.delete(attached).where(attached.c.reference == reference, attached.c.id.not_in(named))
    )


async def drop_of_draft(tx: Transaction, number: int) -> None:
    """Remove the files of a draft that is gone."""
    await tx.connection.execute(sa.delete(attached).where(attached.c.reference == of_draft(number)))


def without_draft() -> sa.ColumnElement[bool]:
    """Return what holds of files whose draft is there no more."""
    named = sa.literal(_DRAFT) + sa.cast(draft.c.id, sa.String)
    return sa.and_(attached.c.reference.startswith(_DRAFT), ~sa.exists().where(named == attached.c.reference))
