"""Write var/notifications.md from the program: the first line of every notice («python -m tests.lint.first_lines»).

It is what a telephone shows of a notice: what has happened, who did it and when, then which request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import tests.lint.catalogue  # noqa: F401 - its modules import one another through it.
from dialogs.assistance.notice_view import RequestView, line_of
from dialogs.assistance.notices import SPECS
from dialogs.core.notice import Wording
from dialogs.features import NOTICES, REMINDERS, SILENT
from knowledge.french import NBSP
from knowledge.request import CancelReason, RequestMove, RequestStatus, SchoolContact, WaitingFor
from storage.actions.notices import CALENDAR, REQUEST_PHONE
from storage.notice_data import MoveData
from storage.rooms import ShownCard
from tests.lint.emitted.candidature import CALL
from tests.lint.emitted.requests import AT, HOLDER, PEOPLE, SERVICES, _row, file_in

PAGE = Path(__file__).parents[2] / "var" / "notifications.md"
HEAD = """<!-- Page engendrée par « python -m tests.lint.first_lines » à partir du programme : ne pas la corriger ici. -->

# La première ligne de chaque notification

C’est ce que montre un téléphone : ce qui s’est passé, qui l’a fait, quand, puis de quelle demande il s’agit. La carte de la
demande, elle, est postée une fois à chaque personne, puis redessinée en place, sans notification. « Ouvrées » : la
notification part d’elle-même, aux heures ouvrées seulement, et plusieurs dues en même temps n’en font qu’une.

| Notification | À la personne concernée | Aux experts et au SA EPLE | Ouvrées |
|---|---|---|---|
"""
# Of the example: what each kind is about, where it is not the usual one.
_PLANNED = RequestStatus.PLANNED
_OFFICE = re.compile(r"\{((?:of|to|the)_service)\}")


def _view(kind: str, who: str) -> RequestView:
    file = file_in(
        _PLANNED,
        reference="DA-2024-0012",
        contact=SchoolContact(name="Ève Martin", function="SG", phone="04 42 00 00 00"),
        slot=AT + timedelta(days=1),
        proposed=(AT + timedelta(days=1),) if kind == "request_slots" else (),
        session_started_at=None,
        waiting_for=WaitingFor.SCHOOL,
        urgent=kind == "request_urgent",
        cancelled_as=CancelReason.OUT_OF_SCOPE,
        duplicate_of="",
    )
    file = replace(file, school="Collège Mignet, Aix-en-Provence", holder_name="Luc Roux", author_name="Ève Martin")
    data = MoveData(move=RequestMove.PLAN, by=HOLDER, at=AT, slot=AT + timedelta(days=1))
    if kind in REMINDERS:
        data = replace(data, by=None)
    if kind == REQUEST_PHONE:
        data = MoveData(row=1, kind="request_planned", by=HOLDER, at=AT, slot=AT)
    card = ShownCard(HOLDER, "DA-2024-0012", "message-1")
    person = PEOPLE[who]
    return RequestView(
        services=SERVICES, row=_row(kind, person.key, data), file=file, person=person, data=data, card=card
    )


def _request_line(kind: str, wording: Wording[RequestView] | None, who: str) -> str:
    if wording is None:
        return "–"
    view = _view(kind, who)
    return line_of(view, wording.filled(view))


def _plain(wording: Wording[object] | None) -> str:
    if wording is None:
        return "–"
    if not isinstance(wording.first_line, str):
        return "selon le cas"
    return _OFFICE.sub(lambda named: str(getattr(CALL.call, named[1])), wording.first_line)


def lines() -> Iterator[tuple[str, str, str, str]]:
    """Yield each kind, its first line to who is concerned, to the staff, and whether it comes of itself."""
    for kind, feature in sorted(NOTICES.items()):
        if kind in SILENT or kind == CALENDAR:
            continue
        spec = feature.specs[kind]
        of_request = kind in SPECS
        owner = _request_line(kind, spec.owner, "requester") if of_request else _plain(spec.owner)
        staff = _request_line(kind, spec.staff, "holder") if of_request else _plain(spec.staff)
        yield kind, owner, staff, "oui" if kind in REMINDERS else ""


def page() -> str:
    """Return the page."""
    rows = (f"| `{kind}` | {owner} | {staff} | {when} |" for kind, owner, staff, when in lines())
    return HEAD + "\n".join(rows).replace(NBSP, " ") + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
