"""Writes cycles-de-vie.md beside it from the tables of the life cycles: ``python -m tests.lint.diagrams``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.leaving import Quiet
from dialogs.assistance.moves import MOVES
from knowledge.application import ApplicationMove, ApplicationNotice, ApplicationRefusal, ApplicationStatus, Consequence
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.french import typeset
from knowledge.lifecycle import Cycle, Recipient, Relation, Transition
from knowledge.request import RequestNotice, RequestRefusal, RequestStatus
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.time.delays import DEFAULT_DELAYS as DELAYS

QUIET = Quiet()
PAGE = Path(__file__).parent / "cycles-de-vie.md"

Line = Transition[Any, Any, Any]

RELATIONS: Mapping[Relation, str] = {
    Relation.REQUESTER: "demandeur",
    Relation.HOLDER: "attributaire",
    Relation.EXPERT: "expert",
    Relation.CANDIDATE: "candidat",
    Relation.SA_EPLE: "SA EPLE",
    Relation.DECIDER: "décideur",
    Relation.SYSTEM: "système",
}
RECIPIENTS: Mapping[Recipient, str] = {
    Recipient.AUTHOR: "auteur",
    Recipient.REQUESTER: "demandeur",
    Recipient.HOLDER: "attributaire",
    Recipient.FORMER_HOLDER: "ancien attributaire",
    Recipient.CHANNEL: "canal des experts",
    Recipient.THREAD: "fil du canal",
    Recipient.CANDIDATE: "candidat",
    Recipient.ASKER: "auteur de la demande de complément",
    Recipient.SA_EPLE: "SA EPLE",
}
REQUEST_STATES: Mapping[StrEnum, str] = {
    RequestStatus.NEW: "nouvelle",
    RequestStatus.ASSIGNED: "attribuée",
    RequestStatus.PLANNED: "planifiée",
    RequestStatus.WAITING: "en attente",
    RequestStatus.RESOLVED: "résolue",
    RequestStatus.CLOSED: "close",
    RequestStatus.CANCELLED: "annulée",
}
APPLICATION_STATES: Mapping[StrEnum, str] = {
    ApplicationStatus.DRAFT: "brouillon",
    ApplicationStatus.SUBMITTED: "déposée",
    ApplicationStatus.INCOMPLETE: "à compléter",
    ApplicationStatus.UNDER_REVIEW: "en instruction",
    ApplicationStatus.ACCEPTED: "retenue",
    ApplicationStatus.REJECTED: "non retenue",
    ApplicationStatus.DROPPED: "sans suite",
    ApplicationStatus.WITHDRAWN: "retirée",
    ApplicationStatus.EXPIRED: "expirée",
}
REQUEST_MOVES: Mapping[StrEnum, str] = {row.move: row.said for row in MOVES}
APPLICATION_MOVES: Mapping[StrEnum, str] = {
    ApplicationMove.START: "commencer",
    ApplicationMove.ANSWER: "répondre, corriger",
    ApplicationMove.DEPOSIT: "déposer",
    ApplicationMove.MODIFY: "modifier",
    ApplicationMove.ADD_PIECES: "ajouter une pièce",
    ApplicationMove.ASK_COMPLEMENT: "demander un complément",
    ApplicationMove.COMPLETE: "compléter",
    ApplicationMove.EXAMINE: "instruire",
    ApplicationMove.ACCEPT: "retenir",
    ApplicationMove.REJECT: "ne pas retenir",
    ApplicationMove.DROP: "classer sans suite",
    ApplicationMove.ANNOUNCE: "annoncer le résultat",
    ApplicationMove.REVIEW_AGAIN: "réexaminer",
    ApplicationMove.APPOINT: "nommer",
    ApplicationMove.RECORD: "consigner",
    ApplicationMove.WITHDRAW: "se retirer",
    ApplicationMove.STAND_DOWN: "se désister",
    ApplicationMove.EXPIRE: "expirer",
    ApplicationMove.REMIND_DRAFT: "rappeler le brouillon",
    ApplicationMove.REMIND_COMPLEMENT: "rappeler le complément",
}
CONDITIONS: Mapping[StrEnum, str] = {
    RequestRefusal.SCHOOL_MISSING: "établissement",
    RequestRefusal.CONTACT_MISSING: "contact joignable",
    RequestRefusal.CONTACT_SAME: "autre que le contact d’avant",
    RequestRefusal.TOPIC_MISSING: "objet",
    RequestRefusal.ALREADY_OPEN: "pas de demande ouverte du même établissement sur le même objet, ou enregistrer quand même",
    RequestRefusal.TARGET_NOT_EXPERT: "la personne désignée est expert",
    RequestRefusal.TARGET_AWAY: "cet expert n’est pas absent aujourd’hui, ou attribuer quand même",
    RequestRefusal.TARGET_IS_HOLDER: "un autre que l'attributaire",
    RequestRefusal.SLOT_NOT_FUTURE: "date à venir",
    RequestRefusal.SLOTS_BAD: "un à trois horaires à venir",
    RequestRefusal.NO_SLOTS: "des horaires sont proposés",
    RequestRefusal.SLOT_NOT_OFFERED: "l'un des horaires proposés",
    RequestRefusal.SLOT_NOT_OVER: "rendez-vous passé",
    RequestRefusal.WAITING_FOR_MISSING: "qui est attendu : établissement, éditeur ou SA EPLE",
    RequestRefusal.RESUME_NOT_FUTURE: "date de relance à venir",
    RequestRefusal.REPORT_MISSING: "compte rendu",
    RequestRefusal.TOO_LATE_TO_REOPEN: f"dans les {DELAYS.reopen_days} jours, sauf SA EPLE",
    RequestRefusal.CANCEL_REASON_MISSING: "doublon ou hors périmètre",
    RequestRefusal.DUPLICATE_MISSING: "numéro de l'autre demande pour un doublon",
    RequestRefusal.ALREADY_AGREED: "accord pas encore donné",
    RequestRefusal.NOT_AGREED: "accord donné",
    RequestRefusal.NOT_AWAITED: "sa réponse est attendue",
    RequestRefusal.SESSION_RUNNING: "pas de séance en cours",
    RequestRefusal.NO_SESSION: "séance en cours",
    RequestRefusal.SCORE_OUT_OF_RANGE: "note de 1 à 5",
    RequestRefusal.HOLDER_UNTRAINED: "formation notée, ou sans prise de contrôle",
    RequestRefusal.ON_SITE: "à distance",
    RequestRefusal.NOT_ON_SITE: "sur place",
    RequestRefusal.TICKET_MISSING: "numéro du ticket",
    RequestRefusal.TICKET_SAME: "autre que le numéro déjà noté",
    RequestRefusal.ALREADY_RATED: "une seule fois",
    RequestRefusal.HOLDER_ACTIVE: "si l'attributaire n'est plus expert",
    RequestRefusal.HOLDER_GONE: "si l'attributaire est toujours expert",
    ApplicationRefusal.CALL_CLOSED: "avant la fin du dernier jour de l'appel",
    ApplicationRefusal.NO_PIECES_NOW: "après la clôture, si l'appel y laisse ajouter des pièces",
    ApplicationRefusal.ACTIVE_FILE: "pas d'autre candidature active à cet appel",
    ApplicationRefusal.MOTIVATION_MISSING: "motivation",
    ApplicationRefusal.NOT_CONFIRMED: "récapitulatif confirmé",
    ApplicationRefusal.NAME_MISSING: "nom",
    ApplicationRefusal.MAIL_DATE_MISSING: "date du courriel",
    ApplicationRefusal.NO_ROLE: "appel qui donne un rôle ici",
    ApplicationRefusal.MAIL_DATE_IN_FUTURE: "date passée",
    ApplicationRefusal.LACK_MISSING: "incomplet, incorrect ou périmé",
    ApplicationRefusal.DUE_NOT_FUTURE: "échéance à venir",
    ApplicationRefusal.ALREADY_ANNOUNCED: "résultat pas encore annoncé",
    ApplicationRefusal.NOT_ANNOUNCED: "résultat annoncé au candidat",
    ApplicationRefusal.ALREADY_APPOINTED: "pas encore nommé",
    ApplicationRefusal.CANDIDATE_UNKNOWN: "candidat connu de l'assistant",
    ApplicationRefusal.GOES_BACK_TO_SUBMITTED: "si elle vient d'« en instruction » ou si l'appel est clos",
    ApplicationRefusal.GOES_ON_TO_REVIEW: "si elle vient de « déposée » et que l'appel court",
    ApplicationRefusal.NOT_HELD_BACK: "tant que le résultat n'est pas annoncé",
}
NOTICES: Mapping[StrEnum, str] = {
    RequestNotice.RECEIPT: "accusé avec le numéro",
    RequestNotice.CARD: "carte",
    RequestNotice.URGENT: "demande urgente",
    RequestNotice.TAKEN: "prise en charge",
    RequestNotice.THREAD_LINE: "ligne",
    RequestNotice.ASSIGNED_TO_YOU: "elle vous est attribuée",
    RequestNotice.REASSIGNED: "nouvel attributaire",
    RequestNotice.RELEASED: "en attente d'un nouvel expert",
    RequestNotice.PLANNED: "rendez-vous",
    RequestNotice.SLOT_MOVED: "rendez-vous déplacé",
    RequestNotice.SLOT_CANCELLED: "rendez-vous annulé",
    RequestNotice.SLOTS_OFFERED: "horaires proposés",
    RequestNotice.OTHER_SLOT_ASKED: "autre rendez-vous demandé",
    RequestNotice.REPLIED: "réponse reçue",
    RequestNotice.SLOT_REMINDER: "rappel du rendez-vous",
    RequestNotice.OUTCOME: "tenue, pas tenue ou déplacée ?",
    RequestNotice.SLOT_MISSED: "séance manquée",
    RequestNotice.AGREED: "accord donné",
    RequestNotice.TAKEN_BACK: "accord retiré",
    RequestNotice.REPLY_AWAITED: "réponse attendue",
    RequestNotice.WAITING_REMINDER: "relance",
    RequestNotice.RESOLVED: "résumé, à confirmer ou à refuser",
    RequestNotice.SATISFACTION: "avis demandé",
    RequestNotice.SOLUTION_REFUSED: "solution refusée",
    RequestNotice.REOPENED: "rouverte",
    RequestNotice.CANCELLED: "annulée",
    RequestNotice.CONTACT_CHANGED: "contact changé",
    RequestNotice.NUDGED: "relance du SA EPLE",
    RequestNotice.UNTAKEN: "non prise",
    RequestNotice.IDLE: "sans suite donnée",
    ApplicationNotice.DRAFT_KEPT: "brouillon gardé, non déposé",
    ApplicationNotice.RECEIPT: "accusé de réception",
    ApplicationNotice.NEW_FOR_REVIEW: "nouvelle candidature, au récapitulatif du jour",
    ApplicationNotice.MODIFIED: "candidature modifiée",
    ApplicationNotice.COMPLEMENT_ASKED: "complément demandé",
    ApplicationNotice.COMPLEMENT_REMINDER: "rappel du complément",
    ApplicationNotice.COMPLETED: "complément reçu",
    ApplicationNotice.NOT_ANSWERED: "complément sans réponse",
    ApplicationNotice.UNDER_REVIEW: "en instruction, plus modifiable",
    ApplicationNotice.DECISION: "décision, motif et contact",
    ApplicationNotice.DECIDED: "décisions envoyées et en échec",
    ApplicationNotice.REVIEWED_AGAIN: "réexamen",
    ApplicationNotice.RECORDED: "candidature consignée",
    ApplicationNotice.WITHDRAWN: "retrait confirmé",
    ApplicationNotice.STOOD_DOWN: "désistement",
    ApplicationNotice.DRAFT_REMINDER: "rappel du brouillon",
    ApplicationNotice.EXPIRED: "période close, rien n'a été déposé",
    ApplicationNotice.WELCOME: "bienvenue comme expert",
}
CONSEQUENCES: Mapping[StrEnum, str] = {
    Consequence.GIVE_EXPERT_ROLE: "rôle d'expert donné",
    Consequence.REMOVE_EXPERT_ROLE: "rôle d'expert retiré s'il avait été donné",
    Consequence.RELEASE_REQUESTS: "demandes en cours libérées",
}
_HEAD = """<!-- Page engendrée par « python -m tests.lint.diagrams » à partir des tables du programme : ne pas la corriger ici. -->

# Cycles de vie

Chaque changement suit une ligne de ces tables, et rien d'autre. Le serveur décide d'après l'état enregistré, jamais d'après la carte ; il écrit l'état, l'événement et les avis ensemble. Les boutons viennent des mêmes tables : aucun ne propose ce qui serait refusé. Personne ne décide de son propre dossier. « Système » : le programme lui-même, à l'échéance dite ou par suite d'un autre changement.
"""


def page() -> str:
    """Return the whole page."""
    parts = [
        typeset(_HEAD),
        section("Demande d’assistance", REQUEST_CYCLE, REQUEST_STATES, REQUEST_MOVES),
        section("Candidature", APPLICATION_CYCLE, APPLICATION_STATES, APPLICATION_MOVES),
        typeset("Un brouillon que la personne abandonne est effacé : il n'en reste rien.\n"),
        typeset(_delays()),
    ]
    return "\n".join(parts)


def section(
    title: str, cycle: Cycle[Any, Any, Any], states: Mapping[StrEnum, str], moves: Mapping[StrEnum, str]
) -> str:
    """Return one life cycle: its diagram, then its table."""
    rows = [_row(line, states, moves) for line in cycle.table]
    table = ["| De | Action | Vers | Qui | Conditions | Avis et suites |", "|---|---|---|---|---|---|", *rows]
    return "\n".join([f"## {title}", "", *_diagram(cycle, states, moves), "", *map(typeset, table), ""])


def _diagram(cycle: Cycle[Any, Any, Any], states: Mapping[StrEnum, str], moves: Mapping[StrEnum, str]) -> Iterator[str]:
    """Yield a Mermaid diagram of the changes of state; what leaves the state as it is stands in the table alone."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    direction LR"
    for state, name in states.items():
        yield f'    state "{name}" as {state.name}'
    arrows: dict[tuple[str, str], list[str]] = {}
    for line in cycle.table:
        if line.target is None:
            continue
        target = line.target.name
        for source in _sources(line, states):
            arrow = (source.name if source else "[*]", target)
            if arrow[0] != arrow[1]:
                arrows.setdefault(arrow, []).append(_short(moves[line.move]))
    for (source_name, target), names in arrows.items():
        yield f"    {source_name} --> {target}: {', '.join(dict.fromkeys(names))}"
    for state in states:
        if not any(arrow[0] == state.name for arrow in arrows):
            yield f"    {state.name} --> [*]"
    yield "```"


def _short(move: str) -> str:
    """Return a move's name as an arrow shows it: Mermaid ends a label at some signs."""
    return re.split(r" [(:]", move, maxsplit=1)[0]


def _sources(line: Line, states: Mapping[StrEnum, str]) -> list[StrEnum | None]:
    """Return where a line starts, in the order of the states; [None] where a life begins."""
    return [state for state in states if state in line.sources] if line.sources else [None]


def _row(line: Line, states: Mapping[StrEnum, str], moves: Mapping[StrEnum, str]) -> str:
    sources = ", ".join(states[state] if state else "—" for state in _sources(line, states))
    target = "=" if line.target is None else states[line.target]
    conditions = [] if line.when is None else [CONDITIONS[line.when.code]]
    conditions += [CONDITIONS[guard.code] for guard in line.guards]
    conditions += [CONDITIONS[check.code] for check in line.checks]
    if line.needs_reason:
        conditions.append("motif")
    if line.never:
        conditions.append("pas sur son propre dossier")
    told = [
        f"{', '.join(RECIPIENTS[recipient] for recipient in notice.to)} : {NOTICES[notice.kind]}"
        + (" (selon le cas)" if notice.when else "")
        for notice in line.notices
    ]
    told += [CONSEQUENCES[consequence] for consequence in line.consequences]
    who = ", ".join(
        RELATIONS[relation] + (" à l'échéance" if relation is Relation.SYSTEM and line.due else "")
        for relation in line.who
    )
    cells = (sources, moves[line.move], target, who, " ; ".join(conditions) or "–", " ; ".join(told) or "–")
    return f"| {' | '.join(cells)} |"


def _delays() -> str:
    """Return the delays, with their defaults."""
    days = ", ".join(f"J-{day}" if day else "le dernier jour" for day in DELAYS.draft_reminder_days)
    ahead = ", ".join(f"{int(before.total_seconds() // 3600)} h" for before in DELAYS.slot_reminders)
    rows = (
        ("T1 : prise en charge d'une demande, puis alerte du canal ; le SA EPLE après un second délai",
         f"{DELAYS.take_hours:g} heures ouvrées ({DELAYS.take_hours_urgent:g} si urgente)"),
        ("T2 : demande attribuée, ou rendez-vous passé, sans événement, alerte de l'attributaire ; le SA EPLE après un second délai",
         f"{DELAYS.idle_days} jours ouvrés"),
        ("N : solution sans réponse, confirmée", f"{DELAYS.confirm_days} jours ouvrés"),
        ("M : réouverture d'une demande close", f"{DELAYS.reopen_days} jours"),
        ("Heures ouvrées, du lundi au vendredi sauf jours fériés de métropole, à Paris",
         f"de {DELAYS.day_starts:%H:%M} à {DELAYS.day_ends:%H:%M}"),
        ("Aucun avis, sauf la réponse à ce que la personne vient de faire",
         f"de {QUIET.start:%H:%M} à {QUIET.end:%H:%M}"),
        ("Rappels, alertes et récapitulatifs : aux heures ouvrées seulement ; ceux d'une personne qui partent en même temps",
         "un seul message"),
        ("Rappels d'un rendez-vous, aux deux parties, ou au dernier moment ouvré qui précède", f"{ahead} avant"),
        ("Rappels d'un brouillon", f"{days}, à {DELAYS.reminder_time:%H:%M}, ou le jour ouvré qui précède"),
        ("Rappel d'un complément", f"{DELAYS.complement_reminder_days} jours avant l'échéance"),
    )  # fmt: skip
    return "\n".join(
        ["## Délais", "", "| Délai | Valeur de départ |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows), ""]
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
