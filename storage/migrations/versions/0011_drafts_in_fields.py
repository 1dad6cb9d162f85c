"""what a draft keeps besides answers, and the version of what it is about, in columns of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.altering import altered
from storage.tables import Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DRAFT = sa.table(
    "draft",
    sa.column("id", sa.Integer),
    sa.column("subject", sa.String),
    sa.column("subject_version", sa.Integer),
    sa.column("answers", Json),
    sa.column("proposals", Json),
    sa.column("listed", Json),
    sa.column("pending", sa.Text),
)
_NEW = (("subject_version", sa.Integer()), ("proposals", Json()), ("listed", Json()), ("pending", sa.Text()))
_UNIQUE = "uq_draft_tenant_oid_form_subject"


def upgrade() -> None:
    with altered("draft") as batch_op:
        for name, kind in _NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    for row in _rows("id", "subject", "answers"):
        _update(row["id"], **_named(row["subject"], row["answers"]))
    with altered("draft") as batch_op:
        for name, kind in _NEW:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.drop_constraint(_UNIQUE, type_="unique")
        batch_op.create_unique_constraint(
            f"{_UNIQUE}_subject_version", ["tenant", "oid", "form", "subject", "subject_version"]
        )


def downgrade() -> None:
    for row in _rows("id", "subject", "subject_version", "answers", "proposals", "listed", "pending"):
        _update(row["id"], **_suffixed(row))
    with altered("draft") as batch_op:
        batch_op.drop_constraint(f"{_UNIQUE}_subject_version", type_="unique")
        batch_op.create_unique_constraint(_UNIQUE, ["tenant", "oid", "form", "subject"])
        for name, _ in _NEW:
            batch_op.drop_column(name)


def _rows(*names: str) -> list[sa.RowMapping]:
    return list(op.get_bind().execute(sa.select(*(_DRAFT.c[name] for name in names))).mappings())


def _update(number: int, **values: Any) -> None:
    op.get_bind().execute(sa.update(_DRAFT).where(_DRAFT.c.id == number).values(**values))


def _named(subject: str, kept: dict[str, str]) -> dict[str, Any]:
    """Return the columns of a draft that kept all in its answers («name?», «school#?», «?») and its subject («DA-…@3»)."""
    reference, _, version = subject.rpartition("@")
    versioned = bool(reference) and version.isdecimal()
    return {
        "subject": reference if versioned else subject,
        "subject_version": int(version) if versioned else 0,
        "answers": {name: value for name, value in kept.items() if not name.endswith("?")},
        "proposals": {
            name[:-1]: value for name, value in kept.items() if name.endswith("?") and name[-2:-1] not in ("", "#")
        },
        "listed": {name[:-2]: value.splitlines() for name, value in kept.items() if name.endswith("#?")},
        "pending": kept.get("?", ""),
    }


def _suffixed(row: sa.RowMapping) -> dict[str, Any]:
    """Return the columns of a draft as they were before."""
    version = row["subject_version"]
    return {
        "subject": f"{row['subject']}@{version}" if version else row["subject"],
        "answers": {
            **row["answers"],
            **{f"{name}?": value for name, value in row["proposals"].items()},
            **{f"{name}#?": "\n".join(values) for name, values in row["listed"].items()},
            **({"?": row["pending"]} if row["pending"] else {}),
        },
    }
