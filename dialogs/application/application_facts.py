"""What may be asked of one application, and where its card or its journal says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dialogs.application import steering_texts
from dialogs.application.cards import complement_line, history_lines, rows_of
from dialogs.application.fields import rows_of_call, said_apart
from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.file_facts import FileFact, answer, last_lines
from knowledge.application import ApplicationMove, ApplicationStatus, Candidature
from knowledge.french import instant, long_date
from knowledge.french import typeset as _
from storage.actions.sayings import NOTE, SAID
from storage.queries.journal import JournalLine

_M = ApplicationMove
_DEPOSITED, _COMPLEMENT, _STATE_SINCE = _("Déposée"), _("Complément"), _("{state}, depuis le {when}")
_MAILED = _("le {when}, par courriel")
_AT = _("le {when}")
_STEPS = frozenset(_M) - {_M.START, _M.ANSWER, _M.REMIND_DRAFT, _M.REMIND_COMPLEMENT}
_STATE = steering_texts.STATE

FACTS: Mapping[str, FileFact] = MappingProxyType(
    {
        "state": FileFact((_STATE,)),
        "since": FileFact((_STATE,)),
        "holder": FileFact(moves=(_M.EXAMINE,), none=_("Personne ne l'a encore mise en instruction.")),
        "waits": FileFact((_COMPLEMENT, _STATE)),
        "author": FileFact(("name", "function", "school")),
        "contact": FileFact(("mail", "phone")),
        "school": FileFact(("school",)),
        "function": FileFact(("function",)),
        "wave": FileFact(("wave",)),
        "motivation": FileFact(("motivation",)),
        "trouble": FileFact(("motivation",)),
        "logged": FileFact((_DEPOSITED,)),
        "last": last_lines(_STEPS | {SAID}),
        "by": FileFact(moves=_STEPS),
        "why": FileFact(moves=_STEPS, reasoned=True, none=_("Aucun motif n'a été écrit.")),
        "complement": FileFact((_COMPLEMENT,), moves=(_M.ASK_COMPLEMENT, _M.COMPLETE), none=_("Aucun complément n'a été demandé.")),
        "told": FileFact(moves=(_M.ANNOUNCE,), none=_("Aucun résultat ne lui a été annoncé.")),
        "version": FileFact(moves=(_M.MODIFY, _M.COMPLETE), none=_("Le dossier n'a pas été modifié depuis le dépôt.")),
        "said": FileFact(moves=(SAID,), none=_("Aucun message n'a été échangé ici.")),
        "notes": FileFact(moves=(NOTE,), none=_("Aucune note n'a été laissée.")),
    }
)  # fmt: skip


def fact_of(turn: Turn, candidature: Candidature, journal: Sequence[JournalLine]) -> str:
    """Return what answers the question of a member of the SA EPLE on one application; "" where it asks for no fact."""
    call = turn.call
    labels = {row.id: row.label for row in rows_of_call(call)}
    said = [*rows_of(call, candidature, turn.register), *said_apart(call, candidature)]
    facts = {name: _labelled(fact, labels) for name, fact in FACTS.items()}

    def told(line: JournalLine) -> str:
        if line.move in (SAID, NOTE):
            return f"{line.by} : {line.reason}"
        return history_lines([line], candidature, own=False)[0]

    return answer(turn, facts, [*_standing(turn, candidature), *said], journal, told)


def _labelled(fact: FileFact, labels: Mapping[str, str]) -> FileFact:
    """Return a fact whose fields of the form are named by the labels that this call gives them."""
    return replace(fact, rows=tuple(labels.get(one, one) for one in fact.rows))


def _standing(turn: Turn, candidature: Candidature) -> list[tuple[str, str]]:
    """Return the rows that stand elsewhere on the card than among its facts."""
    since, rows = candidature.status_since, []
    state = texts.STATES[candidature.status]
    rows.append((_STATE, _STATE_SINCE.format(state=state, when=instant(since)) if since else state))
    if candidature.mailed_on:
        rows.append((_DEPOSITED, _MAILED.format(when=long_date(candidature.mailed_on))))
    elif candidature.deposited_at:
        rows.append((_DEPOSITED, _AT.format(when=instant(candidature.deposited_at))))
    if candidature.status is ApplicationStatus.INCOMPLETE:
        rows.append((_COMPLEMENT, complement_line(turn.call, candidature)))
    return rows
