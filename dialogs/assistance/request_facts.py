"""What may be asked of one request, and where its card or its journal says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dialogs.assistance import card_texts as card
from dialogs.assistance.fields import FIELDS
from dialogs.core.file_facts import FileFact, last_lines
from knowledge.french import counted
from knowledge.french import typeset as _
from knowledge.request import RequestMove
from knowledge.time.delays import Delays, working_minutes
from storage.actions.sayings import NOTE, SAID
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile

_M = RequestMove
_TAKEN, _SOLVED = _("Prise en charge"), _("Résolution")
_IN = _("en {time} ouvrées après l'enregistrement")
_MINUTES_OF_AN_HOUR = 60
# What moves a request to another state, or gives it to somebody.
_STEPS = frozenset(_M) - {
    _M.RATE, _M.CHANGE_CONTACT, _M.TELL_BY_PHONE, _M.NUDGE, _M.ALERT_UNTAKEN, _M.ALERT_IDLE, _M.REMIND_SLOT, _M.ASK_OUTCOME,
    _M.REMIND_WAITING,
}  # fmt: skip
_LABELS = {row.id: tuple(one.label for one in row.rows) for row in FIELDS}
_CONTACT = (*_LABELS["name"], *_LABELS["reach"])

FACTS: Mapping[str, FileFact] = MappingProxyType(
    {
        "state": FileFact((card.STATE,)),
        "since": FileFact((card.STATE,)),
        "holder": FileFact((card.HOLDER,)),
        "trouble": FileFact(_LABELS["details"], none=_("Rien n'a été écrit de la difficulté.")),
        "contact": FileFact(_CONTACT, none=_("Les coordonnées ne sont pas montrées à tout le monde.")),
        "author": FileFact((card.LOGGED, *_CONTACT)),
        "waits": FileFact((card.WAITING, card.STATE, card.HOLDER, card.SLOT)),
        "slot": FileFact((card.SLOT, card.CONSENT, card.SESSION), none=_("Aucun rendez-vous n'est fixé.")),
        "consent": FileFact((card.CONSENT,), none=_("Aucun accord n'est encore demandé : il l'est une fois le rendez-vous fixé.")),
        "files": FileFact((card.FILES,), none=_("Aucun fichier n'a été envoyé.")),
        "school": FileFact(_LABELS["school"]),
        "subject": FileFact(_LABELS["topic"]),
        "urgent": FileFact(_LABELS["urgent"]),
        "logged": FileFact((card.LOGGED,)),
        "last": last_lines(_STEPS | {SAID}),
        "by": FileFact(moves=_STEPS),
        "why": FileFact((card.CANCELLED_AS,), moves=_STEPS, reasoned=True, none=_("Aucun motif n'a été écrit.")),
        "said": FileFact(moves=(SAID, _M.REPLY), none=_("Aucun message n'a été échangé ici.")),
        "notes": FileFact(moves=(NOTE,), none=_("Aucune note n'a été laissée.")),
        "report": FileFact((card.REPORT, card.FORMER_REPORT), none=_("Elle n'a pas de compte rendu : elle n'est pas résolue.")),
        "score": FileFact((card.SCORE, card.COMMENT), none=_("L'établissement n'a pas donné son avis.")),
        "reopened": FileFact(moves=(_M.REOPEN, _M.REFUSE_SOLUTION), none=_("Elle n'a jamais été rouverte.")),
        "former": FileFact(moves=(_M.RELEASE, _M.REASSIGN), none=_("Elle n'a pas changé d'expert.")),
        "taken": FileFact((_TAKEN,), none=_("Personne ne l'a encore prise en charge.")),
        "solved": FileFact((_SOLVED, card.SESSION), none=_("Elle n'est pas encore résolue.")),
    }
)  # fmt: skip


def delays_rows(file: RequestFile, journal: Sequence[JournalLine], delays: Delays) -> list[tuple[str, str]]:
    """Return how long it took to be taken, and to be solved, in working time; nothing of what has not happened."""
    rows = []
    for label, moves in ((_TAKEN, (_M.TAKE, _M.ASSIGN, _M.LOG_AND_TAKE)), (_SOLVED, (_M.RESOLVE,))):
        at = next((line.at for line in journal if line.move in moves), None)
        if at:
            minutes = working_minutes(file.logged_at, at, delays)
            hours = round(minutes / _MINUTES_OF_AN_HOUR)
            time = counted(hours, "heure") if hours else counted(minutes, "minute")
            rows.append((label, _IN.format(time=time)))
    return rows
