"""The moves of an application as people meet them: one row each, from which buttons, forms, answers and history are made.

Who may make a move, and when, is in the table of ``knowledge.application_cycle``; so is who is notified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from dialogs.application import steering_texts as staff
from dialogs.application import texts
from dialogs.application.fields import read_day
from dialogs.core.fields import shown_day
from dialogs.core.form import Choice, Field, Picker, free_text, one_of
from dialogs.core.notice import MoveRow, journal_of, offered
from knowledge.application import DECIDED, ApplicationMove, ApplicationStatus, Lack
from knowledge.application_cycle import APPLICATION_TABLE
from knowledge.french import typeset as _
from knowledge.understanding.answer_fit import WORDS
from knowledge.understanding.matter import ANYTHING, REASONS

STAFF_CHARACTERS = 1_000  # Of what the SA EPLE writes to the candidate.
OWN_CHARACTERS = 500
_M = ApplicationMove


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What is asked before a move. ``send``, ``review``: as for a decision, unless said otherwise.

    ``done``: what is said to a candidate who leaves, with the application's number.
    """

    title: str
    fields: tuple[Field, ...]
    send: str = staff.DECIDE_SEND
    review: str = staff.DECIDE_REVIEW
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationMoveRow(MoveRow[ApplicationMove]):
    """One move of an application. ``form``, ``own_form``: what the SA EPLE, or the candidate, is asked before it."""

    form: DecisionForm | None = None
    own_form: DecisionForm | None = None

    @property
    def outcome(self) -> ApplicationStatus | None:
        """Return the decision that the move makes; None if it makes none."""
        targets = {line.target for line in APPLICATION_TABLE if line.move is self.move}
        return next((state for state in DECIDED if state in targets), None)


def _reason(ask: str = staff.ASK_REASON, *, optional: bool = False) -> Field:
    return Field("reason", staff.REASON, ask, free_text, hint=staff.REASON_HINT, optional=optional, multiline=True,
                 longest=STAFF_CHARACTERS, free=True, holds="reason", alone=WORDS, tells=REASONS)  # fmt: skip


def _own_reason(ask: str, *, optional: bool = False) -> Field:
    field = _reason(ask, optional=optional)
    return replace(field, label=texts.WITHDRAW_REASON, hint=texts.WITHDRAW_HINT, longest=OWN_CHARACTERS)


_LACKS = (
    Choice(Lack.INCOMPLETE, staff.LACK_INCOMPLETE, ("incomplet",)),
    Choice(Lack.INCORRECT, staff.LACK_INCORRECT, ("incorrect", "corriger")),
    Choice(Lack.OUTDATED, staff.LACK_OUTDATED, ("perime", "mettre a jour")),
)
_COMPLEMENT = (
    Field("lack", staff.LACK, staff.ASK_LACK, one_of(_LACKS), choices=_LACKS),
    Field("text", staff.WHAT, staff.ASK_TEXT, free_text, hint=staff.REASON_HINT, multiline=True,
          longest=STAFF_CHARACTERS, free=True, alone=WORDS, tells=ANYTHING),
    Field("due", staff.DUE, staff.ASK_DUE, read_day, hint=staff.DUE_HINT, show=shown_day, picker=Picker.DAY),
)  # fmt: skip

# Buttons are offered in this order.
MOVES: tuple[ApplicationMoveRow, ...] = (
    ApplicationMoveRow(
        move=_M.EXAMINE,
        button=_("Prendre en instruction"),
        journal=_("Candidature mise en instruction"),
        done=_("La candidature n° {reference} est en instruction. La personne en est informée."),
    ),
    ApplicationMoveRow(
        move=_M.ASK_COMPLEMENT,
        button=_("Demander un complément"),
        journal=_("Complément demandé"),
        done=_("Le complément est demandé pour la candidature n° {reference}. La personne en est informée."),
        form=DecisionForm(
            _("Demander un complément"),
            _COMPLEMENT,
            _("Demander ce complément"),
            _("Rien n'est encore demandé : appuyez sur le bouton ou tapez « envoyer »."),
        ),
    ),
    ApplicationMoveRow(
        move=_M.ACCEPT,
        button=_("Retenir le dossier"),
        journal=_("Candidature retenue"),
        done=_("La candidature n° {reference} est retenue. La personne en est informée."),
        form=DecisionForm(_("Retenir la candidature"), (_reason(staff.ASK_REASON_ACCEPT, optional=True),)),
    ),
    ApplicationMoveRow(
        move=_M.REJECT,
        button=_("Ne pas retenir"),
        journal=_("Candidature non retenue"),
        done=_("La candidature n° {reference} n'est pas retenue. La personne en est informée, avec le motif."),
        form=DecisionForm(_("Ne pas retenir la candidature"), (_reason(),)),
    ),
    ApplicationMoveRow(
        move=_M.DROP,
        button=_("Classer sans suite"),
        journal=_("Candidature classée sans suite"),
        done=_("La candidature n° {reference} est classée sans suite. La personne en est informée, avec le motif."),
        form=DecisionForm(_("Classer la candidature sans suite"), (_reason(),)),
    ),
    ApplicationMoveRow(
        move=_M.ANNOUNCE,
        button=_("Annoncer ce résultat"),
        journal=_("Résultat annoncé"),
        done=_("Le résultat de la candidature n° {reference} est annoncé à la personne."),
    ),
    ApplicationMoveRow(
        move=_M.REVIEW_AGAIN,
        button=_("Réexaminer le dossier"),
        journal=_("Candidature réexaminée"),
        done=_("La candidature n° {reference} est de nouveau en instruction. La personne en est informée."),
        form=DecisionForm(_("Réexaminer la candidature"), (_reason(),)),
    ),
    ApplicationMoveRow(
        move=_M.APPOINT,
        button=_("Nommer expert"),
        journal=_("Nomination comme expert"),
        done=_("La personne de la candidature n° {reference} est nommée {role}. Elle en est informée."),
    ),
    ApplicationMoveRow(move=_M.MODIFY, own_button=_("Modifier ma candidature"), journal=_("Candidature modifiée")),
    ApplicationMoveRow(move=_M.ADD_PIECES, own_button=_("Ajouter une pièce"), journal=_("Pièce ajoutée")),
    ApplicationMoveRow(
        move=_M.COMPLETE,
        own_button=_("Compléter ma candidature"),
        journal=_("Complément apporté"),
        journal_of_program=_("Complément resté sans réponse"),
    ),
    ApplicationMoveRow(
        move=_M.WITHDRAW,
        own_button=_("Retirer ma candidature"),
        journal=_("Candidature retirée"),
        own_form=DecisionForm(
            _("Retirer ma candidature"),
            (_own_reason(_("Quel motif indiquez-vous ? Rien n'oblige à en donner un."), optional=True),),
            _("Confirmer le retrait"),
            _("Le retrait est définitif : la candidature n'est plus examinée. Tapez « envoyer » pour confirmer."),
            _("Votre candidature n° {reference} est retirée. {The_service} en reçoit l'avis."),
        ),
    ),
    ApplicationMoveRow(
        move=_M.STAND_DOWN,
        button=_("Noter un désistement"),
        own_button=_("Me désister"),
        journal=_("Désistement"),
        done=_("Le désistement est enregistré pour la candidature n° {reference}. La personne en est informée."),
        form=DecisionForm(_("Enregistrer un désistement"), (_reason(),)),
        own_form=DecisionForm(
            _("Me désister"),
            (_own_reason(_("Pour quel motif vous désistez-vous ?")),),
            _("Confirmer le désistement"),
            _("Le désistement est définitif : vous renoncez à cette mission. Tapez « envoyer » pour confirmer."),
            _("Votre désistement est enregistré pour la candidature n° {reference}. {The_service} en reçoit l'avis."),
        ),
    ),
    # Without a button of the card: the forms of an application, and the timers. What befalls a draft has no history.
    ApplicationMoveRow(move=_M.START),
    ApplicationMoveRow(move=_M.ANSWER),
    ApplicationMoveRow(move=_M.DEPOSIT, journal=_("Candidature déposée")),
    ApplicationMoveRow(move=_M.RECORD, journal=_("Candidature reçue par courriel, puis enregistrée")),
    ApplicationMoveRow(move=_M.EXPIRE),
    ApplicationMoveRow(move=_M.REMIND_DRAFT),
    ApplicationMoveRow(move=_M.REMIND_COMPLEMENT, journal=_("Rappel envoyé")),
)
ROWS: Mapping[ApplicationMove, ApplicationMoveRow] = MappingProxyType({row.move: row for row in MOVES})
OFFERED: tuple[ApplicationMove, ...] = offered(MOVES)
OWN: tuple[ApplicationMove, ...] = tuple(row.move for row in MOVES if row.own_button)


def journal_line(move: str, *, by_program: bool = False) -> str:
    """Return how the history names a move; as it is stored where it has no name."""
    return journal_of(MOVES, move, by_program=by_program)
