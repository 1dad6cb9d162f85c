"""Who is written to by the SA EPLE: the experts, the candidates of a state, the schools of a wave, a department, a group."""

from __future__ import annotations

import re

from dialogs.batches import texts
from dialogs.batches.picks import Unpicked, chosen, on_screen
from dialogs.core.context import Turn
from knowledge.batch import Audience, BatchAct, BatchLine
from knowledge.people import Role
from knowledge.schools.register import School
from knowledge.understanding.fields import DEPARTMENTS
from knowledge.understanding.intent.normalise import folded
from knowledge.understanding.several import How, Picked
from knowledge.understanding.waves import waves_in
from storage.queries import people

_DEPARTMENT = re.compile(r"\b(?:du|dans le|departement)\s+(\d{2})\b")
_KIND = re.compile(r"^(colleges?|lycees?)\b")
_ALL_SCHOOLS = re.compile(r"^(?:etablissements?|eple|colleges?|lycees?)(?:\s+de l'academie)?$")


async def addressees(turn: Turn, audience: Audience, whom: str) -> tuple[list[BatchLine], str]:
    """Return a line for each who is meant, and how that is said. Raises Unpicked."""
    lines, said = await _FIND[audience](turn, whom)
    if not lines:
        raise Unpicked(texts.NOBODY.format(whom=whom))
    return lines, said


async def _experts(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    if len(folded(whom).split()) > 1 and folded(whom) not in ("experts op@le", "experts opale", "experts academiques"):
        raise Unpicked(turn.worded(texts.AUDIENCE_UNREAD, whom=whom))
    found = await people.with_role(turn.storage, Role.EXPERT)
    return [_line(person=one.key) for one in found if one.key != turn.person.key], whom


async def _candidates(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    screen = await on_screen(turn, of_requests=False)
    picked = Picked(How.QUERY, words=whom)
    found = await chosen(turn, picked, screen, (), of_requests=False)
    return [_line(reference=one) for one in found.references], found.said


async def _schools(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    plain = folded(whom)
    schools = [one for one in turn.register if one.listed]
    kind = _KIND.match(plain)
    if kind:
        schools = [one for one in schools if folded(one.kind).startswith(kind[1].rstrip("s"))]
    waves, department = [str(number) for number in waves_in(whom)], _DEPARTMENT.search(plain)
    if waves:
        if not any(one.wave for one in schools):
            raise Unpicked(texts.NO_WAVES)
        schools = [one for one in schools if one.wave in waves]
    if department and department[1] in DEPARTMENTS:
        schools = [one for one in schools if one.department == department[1]]
    if not waves and not department:
        schools = _of_group(turn, schools, plain, whom)
    return [_line(reference=one.uai) for one in schools], whom


def _of_group(turn: Turn, schools: list[School], plain: str, whom: str) -> list[School]:
    """Return the schools of the accounting group that is named; all of them where none is. Raises Unpicked."""
    if _ALL_SCHOOLS.match(plain):
        return schools
    named = plain.partition("groupement")[2].replace("comptable", " ")
    words = set(re.split(r"[\s'’-]+", named.strip())) - {"de", "du", "la", "le", "des", "l", "d", ""}
    found = [one for one in schools if words and words <= set(folded(one.accounting_group).replace("-", " ").split())]
    if not found:
        raise Unpicked(turn.worded(texts.AUDIENCE_UNREAD, whom=whom))
    return found


def _line(**about: object) -> BatchLine:
    return BatchLine(place=0, act=BatchAct.ANNOUNCE, **about)  # type: ignore[arg-type]


_FIND = {Audience.EXPERTS: _experts, Audience.CANDIDATES: _candidates, Audience.SCHOOLS: _schools}
