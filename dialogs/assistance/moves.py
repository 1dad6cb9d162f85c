"""The moves of a request as people meet them: one row each, from which buttons, forms, answers and history are made.

Who may make a move, and when, is in the table of ``knowledge.request_cycle``; so is who is notified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from dialogs.assistance import fields
from dialogs.assistance.fields import Now, reason
from dialogs.core.form import Field
from dialogs.core.notice import MoveRow, journal_of, offered
from knowledge.french import typeset as _
from knowledge.lifecycle import Recipient
from knowledge.request import RequestMove
from knowledge.request_cycle import REQUEST_TABLE
from knowledge.understanding.answer_fit import EVERY, Kind

_M = RequestMove
REPLY_CHARACTERS = 1_000  # Of what a requester answers to the expert.


@dataclass(frozen=True, slots=True)
class MoveForm:
    """What is asked before a move. ``title``: with the request's number; ``fields``: those that need the clock as functions of it.

    ``send``: the title of its button, where that is not the move's own.
    """

    title: str
    fields: tuple[Field | Callable[[Now], Field], ...]
    send: str = ""

    @property
    def name(self) -> str:
        """Return the title without the number, for where the draft is not at hand."""
        return self.title.format(reference=_("la demande"))


@dataclass(frozen=True, slots=True)
class ExpertChoice:
    """The card that asks to which expert a request is given. ``ask_reason``: empty where no reason is needed."""

    title: str
    ask_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMoveRow(MoveRow[RequestMove]):
    """One move of a request. ``own_button``: for the requester, where it differs from that of the others.

    ``said``: what it is, as a verb: «Quelle demande ? (planifier)»; the page on life cycles names it so too.

    ``own_message``: a press leads to a message of its own (the rating), as a form does; the other moves redraw the card
    where it is. ``names_who_hears``: ``done`` is followed by who is told of the move; False where it says so itself.
    """

    said: str
    names_who_hears: bool = True
    form: MoveForm | None = None
    experts: ExpertChoice | None = None
    own_message: bool = False
    final: bool = False  # It cannot be undone: however much was said with it, a yes comes before.

    @property
    def asks(self) -> bool:
        """Tell whether a press asks for something in a new message."""
        return self.own_message or self.form is not None or self.experts is not None

    def title(self, *, own: bool) -> str:
        """Return the title of the button; ``own``: for the requester."""
        return self.own_button if own and self.own_button else self.button

    def kinds(self, recipient: Recipient) -> frozenset[StrEnum]:
        """Return the kinds of notices that the life cycle has for ``recipient`` when this move is made."""
        lines = [line for line in REQUEST_TABLE if line.move is self.move]
        return frozenset(notice.kind for line in lines for notice in line.notices if recipient in notice.to)

    def tells(self, recipient: Recipient) -> bool:
        """Tell whether ``recipient`` may hear of this move."""
        return bool(self.kinds(recipient))


# Buttons are offered in this order: what leads on first, what ends or gives away last.
MOVES: tuple[RequestMoveRow, ...] = (
    RequestMoveRow(
        move=_M.TAKE,
        said=_("prendre en charge"),
        button=_("Prendre en charge"),
        journal=_("prise en charge"),
        done=_("Vous prenez en charge {reference}."),
    ),
    RequestMoveRow(
        move=_M.ASSIGN,
        said=_("attribuer"),
        button=_("Attribuer à un expert"),
        journal=_("attribuée"),
        done=_("{reference} est attribuée à {holder}."),
        experts=ExpertChoice(_("Attribuer {reference}")),
    ),
    RequestMoveRow(
        move=_M.VISIT_HELD,
        said=_("noter que la visite a eu lieu"),
        button=_("La visite a eu lieu"),
        journal=_("visite faite"),
        done=_("C'est noté : la visite a eu lieu. Elle compte dans votre relevé et dans le bilan du comité."),
        form=MoveForm(
            _("La visite de {reference} a eu lieu"),
            (
                reason(
                    _("Une ligne de compte rendu : qu'avez-vous constaté ?"), label=_("Compte rendu"), holds="report"
                ),
            ),
            send=_("Noter la visite"),
        ),
    ),
    RequestMoveRow(
        move=_M.SLOT_HELD,
        said=_("noter que la séance a eu lieu"),
        button=_("La séance a eu lieu"),
        journal=_("séance tenue"),
        done=_("C'est noté : la séance a eu lieu. Résolvez la demande, ou planifiez une autre séance."),
    ),
    RequestMoveRow(
        move=_M.SLOT_MISSED,
        said=_("noter que la séance n'a pas eu lieu"),
        button=_("Elle n'a pas eu lieu"),
        journal=_("séance non tenue"),
        done=_("C'est noté : la séance n'a pas eu lieu. Planifiez un autre rendez-vous quand vous le pourrez."),
    ),
    RequestMoveRow(
        move=_M.START_SESSION,
        said=_("démarrer la séance"),
        button=_("Démarrer la séance"),
        journal=_("séance démarrée"),
        done=_("La séance commence : l'heure est notée."),
    ),
    RequestMoveRow(
        move=_M.END_SESSION,
        said=_("terminer la séance"),
        button=_("Terminer la séance"),
        journal=_("séance terminée"),
        done=_(
            "La séance est terminée : sa durée est notée. Résolvez la demande, ou déplacez le rendez-vous pour une autre "
            "séance, qui demandera un nouvel accord."
        ),
    ),
    RequestMoveRow(
        move=_M.RESUME,
        said=_("reprendre"),
        button=_("Reprendre la demande"),
        journal=_("reprise"),
        done=_("{reference} est reprise."),
    ),
    RequestMoveRow(
        move=_M.PLAN,
        said=_("planifier"),
        button=_("Planifier un rendez-vous"),
        journal=_("rendez-vous planifié"),
        done=_("Le rendez-vous est fixé au {slot}. Un rappel partira avant."),
        form=MoveForm(
            _("Planifier un rendez-vous pour {reference}"),
            (fields.slot, fields.WHERE, fields.LINK),
            send=_("Planifier le rendez-vous"),
        ),
    ),
    RequestMoveRow(
        move=_M.CHOOSE_SLOT,
        said=_("choisir un horaire proposé"),
        button=_("Choisir un horaire"),
        journal=_("horaire choisi"),
        done=_("Le rendez-vous est fixé au {slot}. Un rappel partira avant."),
    ),
    RequestMoveRow(
        move=_M.AGREE,
        said=_("donner l'accord pour le partage d'écran"),
        button=_("Noter un accord oral"),
        own_button=_("J'accepte le partage"),
        journal=_("accord pour le partage d'écran"),
        done=_(
            "L'accord est noté, avec l'heure, pour la prochaine séance seulement. Il peut être retiré à tout moment."
        ),
    ),
    RequestMoveRow(
        move=_M.RESOLVE,
        said=_("résoudre"),
        button=_("Résoudre la demande"),
        journal=_("résolue"),
        done=_("{reference} est notée comme résolue."),
        form=MoveForm(
            _("Noter {reference} comme résolue"),
            (fields.REPORT, fields.MINUTES),
            send=_("Noter comme résolue"),
        ),
    ),
    RequestMoveRow(
        move=_M.CONFIRM,
        said=_("confirmer que c'est résolu"),
        button=_("Clore la demande"),
        own_button=_("C'est résolu"),
        journal=_("close"),
        done=_("{reference} est close."),
        names_who_hears=False,  # The requester is asked for an opinion, which nobody else has to know.
    ),
    RequestMoveRow(
        move=_M.REFUSE_SOLUTION,
        said=_("dire que ce n'est pas résolu"),
        button=_("Ce n'est pas résolu"),
        journal=_("solution refusée"),
        done=_("{reference} est rouverte, avec ce qui ne va pas."),
        form=MoveForm(
            _("{reference} n'est pas résolue"),
            (reason(_("Qu'est-ce qui ne va pas encore ? L'expert le lira.")),),
            send=_("Signaler à l'expert"),
        ),
    ),
    RequestMoveRow(
        move=_M.RATE,
        said=_("donner votre avis"),
        button=_("Donner mon avis"),
        journal=_("avis donné"),
        done=_("Merci, votre avis est enregistré."),
        own_message=True,
    ),
    RequestMoveRow(
        move=_M.REPLY,
        said=_("répondre à l'expert"),
        button=_("Répondre à l'expert"),
        journal=_("réponse donnée"),
        done=_("Votre réponse est transmise : l'expert reprend {reference}."),
        names_who_hears=False,
        form=MoveForm(
            _("Répondre au sujet de {reference}"),
            (
                reason(
                    _("Que répondez-vous ? L'expert le lira, et la demande reprend."),
                    label=_("Réponse"),
                    longest=REPLY_CHARACTERS,
                    holds="",  # The expert asked for anything: a number alone is an answer.
                    alone=EVERY,
                ),
            ),
            send=_("Envoyer ma réponse"),
        ),
    ),
    RequestMoveRow(
        move=_M.OFFER_SLOTS,
        said=_("proposer des horaires"),
        button=_("Proposer des horaires"),
        journal=_("horaires proposés"),
        done=_("C'est proposé : {proposed}. Le rendez-vous sera fixé dès que l'établissement aura choisi."),
        form=MoveForm(
            _("Proposer des horaires pour {reference}"),
            (fields.slots,),
            send=_("Proposer ces horaires"),
        ),
    ),
    RequestMoveRow(
        move=_M.MOVE_SLOT,
        said=_("déplacer le rendez-vous"),
        button=_("Déplacer le rendez-vous"),
        journal=_("rendez-vous déplacé"),
        done=_("Le rendez-vous est déplacé au {slot}."),
        form=MoveForm(
            _("Déplacer le rendez-vous de {reference}"),
            (
                fields.slot,
                reason(_("Pourquoi ce changement ? L'établissement lira ce motif.")),
                fields.WHERE,
                fields.LINK,
            ),
        ),
    ),
    RequestMoveRow(
        move=_M.CANCEL_SLOT,
        said=_("annuler le rendez-vous"),
        button=_("Annuler le rendez-vous"),
        journal=_("rendez-vous annulé"),
        done=_("Le rendez-vous est annulé ; la demande reste ouverte."),
        form=MoveForm(
            _("Annuler le rendez-vous de {reference}"),
            (reason(_("Pourquoi annuler le rendez-vous ? L'établissement lira ce motif.")),),
        ),
    ),
    RequestMoveRow(
        move=_M.ASK_OTHER_SLOT,
        said=_("demander un autre rendez-vous"),
        button=_("Demander un autre horaire"),
        journal=_("autre rendez-vous demandé"),
        done=_(
            "Votre demande d'un autre horaire est transmise à l'expert. Si un rendez-vous est fixé, il tient d'ici là."
        ),
        names_who_hears=False,
        form=MoveForm(
            _("Demander un autre rendez-vous pour {reference}"),
            (
                reason(
                    _("Quel rendez-vous vous conviendrait, et pourquoi ? L'expert le lira."),
                    alone=frozenset({Kind.DATE}),
                ),
            ),
            send=_("Transmettre à l'expert"),
        ),
    ),
    RequestMoveRow(
        move=_M.PUT_ON_HOLD,
        said=_("mettre en attente"),
        button=_("Mettre en attente"),
        journal=_("mise en attente"),
        done=_("{reference} est mise en attente jusqu'au {resume}. Un rappel vous sera envoyé."),
        form=MoveForm(
            _("Mettre {reference} en attente"),
            (
                fields.WAITING,
                fields.resume,
                reason(
                    _("Qu'attendez-vous exactement ? L'établissement le lira si c'est sa réponse."),
                    label=_("Ce qui est attendu"),
                    holds="",  # «Le numéro du flux»: no reason, and nothing is learnt of such answers.
                ),
            ),
        ),
    ),
    RequestMoveRow(
        move=_M.REOPEN,
        said=_("rouvrir"),
        button=_("Rouvrir la demande"),
        journal=_("rouverte"),
        done=_("{reference} est rouverte."),
        form=MoveForm(
            _("Rouvrir {reference}"),
            (reason(_("Pourquoi la rouvrir ? Les autres personnes le liront.")),),
        ),
    ),
    RequestMoveRow(
        move=_M.TAKE_BACK,
        said=_("retirer l'accord"),
        button=_("Retirer l'accord"),
        journal=_("accord retiré"),
        done=_("L'accord est retiré : si l'écran est partagé en ce moment, le partage doit s'arrêter."),
    ),
    RequestMoveRow(
        move=_M.WITHDRAW,
        said=_("retirer la demande"),
        final=True,
        button=_("Retirer ma demande"),
        journal=_("retirée"),
        done=_("Votre demande {reference} est retirée."),
        form=MoveForm(
            _("Retirer {reference}"),
            (
                reason(
                    _("La retirer ? Tapez « oui », ou dites d'abord pourquoi : l'expert le lira."),
                    label=_("Motif du retrait"),
                    optional=True,
                ),
            ),
        ),
    ),
    RequestMoveRow(
        move=_M.REASSIGN,
        said=_("réattribuer"),
        button=_("Réattribuer la demande"),
        journal=_("réattribuée"),
        done=_("{reference} est réattribuée à {holder}."),
        experts=ExpertChoice(
            _("Réattribuer {reference}"), _("Pourquoi changer d'expert ? L'établissement lira ce motif.")
        ),
    ),
    RequestMoveRow(
        move=_M.RELEASE,
        said=_("libérer"),
        button=_("Libérer la demande"),
        journal=_("libérée"),
        done=_("{reference} attend un autre expert. Les experts sont prévenus."),
        form=MoveForm(
            _("Libérer {reference}"),
            (reason(_("Pourquoi la libérer ? Un autre expert pourra la prendre ; l'établissement lira ce motif.")),),
        ),
    ),
    RequestMoveRow(
        move=_M.CANCEL,
        said=_("annuler la demande"),
        final=True,
        button=_("Annuler la demande"),
        journal=_("annulée"),
        done=_("{reference} est annulée."),
        form=MoveForm(
            _("Annuler {reference}"),
            (
                fields.CANCEL_AS,
                fields.DUPLICATE,
                reason(
                    _("Un mot d'explication ? L'établissement le lira."), label=_("Un mot d'explication"), optional=True
                ),
            ),
        ),
    ),
    RequestMoveRow(
        move=_M.CHANGE_CONTACT,
        said=_("changer le contact"),
        button=_("Changer le contact"),
        journal=_("contact changé"),
        done=_("La personne à joindre pour {reference} est désormais {contact}."),
        form=MoveForm(
            _("Changer le contact de {reference}"),
            (fields.CONTACT_NAME, fields.CONTACT_REACH, fields.CONTACT_FUNCTION),
        ),
    ),
    RequestMoveRow(
        move=_M.NOTE_TICKET,
        said=_("noter le ticket officiel"),
        button=_("Noter le ticket officiel"),
        journal=_("ticket officiel mis à jour"),
        done=_("Ticket officiel de {reference} : {ticket}."),
        names_who_hears=False,
        form=MoveForm(_("Noter le ticket officiel de {reference}"), (fields.TICKET,), send=_("Noter ce numéro")),
    ),
    # Without a button of the card: the forms of a new request, the notice that asks for a phone call, the timers.
    RequestMoveRow(move=_M.LOG, said=_("enregistrer une demande"), journal=_("enregistrée")),
    RequestMoveRow(
        move=_M.LOG_AND_TAKE, said=_("enregistrer et prendre une demande"), journal=_("enregistrée et prise en charge")
    ),
    RequestMoveRow(
        move=_M.TELL_BY_PHONE,
        said=_("noter que la personne est prévenue"),
        journal=_("personne prévenue par téléphone"),
        done=_("C'est noté : la personne est prévenue par téléphone."),
    ),
    RequestMoveRow(
        move=_M.NUDGE,
        said=_("relancer"),
        journal=_("relance du SA EPLE"),
        done=_("La relance au sujet de {reference} est partie."),
    ),
    RequestMoveRow(
        move=_M.ALERT_UNTAKEN, said=_("alerter : non prise"), journal=_("alerte : personne ne l'a prise en charge")
    ),
    RequestMoveRow(move=_M.ALERT_IDLE, said=_("alerter : sans suite donnée"), journal=_("alerte : rien n'avance")),
    RequestMoveRow(move=_M.REMIND_SLOT, said=_("rappeler le rendez-vous"), journal=_("rappel du rendez-vous")),
    RequestMoveRow(
        move=_M.ASK_OUTCOME, said=_("demander ce qu'est devenue la séance"), journal=_("question sur la séance passée")
    ),
    RequestMoveRow(move=_M.REMIND_WAITING, said=_("relancer l'attente"), journal=_("relance")),
)
ROWS: Mapping[RequestMove, RequestMoveRow] = MappingProxyType({row.move: row for row in MOVES})
OFFERED: tuple[RequestMove, ...] = offered(MOVES)


# What the journal has besides moves: see ``storage.actions.sayings``.
_BESIDES: Mapping[str, str] = MappingProxyType(
    {"message": _("message"), "note": _("note entre experts"), "make_urgent": _("passée en urgent")}
)


def journal_line(move: str) -> str:
    """Return how the history names a move; as it is stored where the program no longer knows it."""
    return _BESIDES.get(move) or journal_of(MOVES, move)
