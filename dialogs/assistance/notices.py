"""The notices about requests for assistance, one row per kind: whom it addresses, what it says, when it still holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dialogs.assistance import notice_shapes as shapes
from dialogs.assistance import notice_texts as texts
from dialogs.assistance.moves import REPLY_CHARACTERS
from dialogs.assistance.notice_view import RequestView, read_view
from dialogs.core import texts as general
from dialogs.core.notice import NoticeFeature, NoticeSpec, Wording, by_kind
from dialogs.core.request_line import named
from knowledge.french import counted, shortened
from knowledge.french import typeset as _
from knowledge.request import HELD, RequestMove, RequestNotice, RequestStatus
from storage.actions.notices import CALENDAR, REQUEST_PHONE, UNREACHED
from storage.outbox import Medium

_REPORT_CHARACTERS = 1_500
_N, _S = RequestNotice, RequestStatus
_IN_TEAMS, _BY_MAIL = frozenset({Medium.TEAMS}), frozenset({Medium.MAIL})


# Lines after the first sentence


def _reason(label: str = texts.WITH_REASON) -> Callable[[RequestView], Sequence[str]]:
    """Return the line of the reason that was given, under ``label``; none if it was not."""

    def line(view: RequestView) -> Sequence[str]:
        reason = view.data.reason
        return [label.format(reason=shortened(reason, REPLY_CHARACTERS))] if reason else []

    return line


def _meeting(view: RequestView) -> list[str]:
    """Return the link of the meeting, which a card has as a button, and the agreement that is still needed."""
    if view.spoken:
        return []
    link = [texts.LINK.format(link=view.request.link)] if view.request.link and view.by_mail else []
    return link if view.request.consent else [*link, texts.CONSENT_ASKED]


def _reason_and_meeting(view: RequestView) -> Sequence[str]:
    return [*_reason()(view), *_meeting(view)]


def _solution(view: RequestView) -> Sequence[str]:
    """Return the report, and what happens without an answer."""
    days = counted(view.services.delays.confirm_days, "jour ouvré", "jours ouvrés")
    may_press = view.request.requester is not None and not view.by_mail
    following = texts.RESOLVED_NEXT if may_press else texts.RESOLVED_NEXT_MAIL
    return [shortened(view.request.report, _REPORT_CHARACTERS), following.format(days=days)]


def _privacy_lines(view: RequestView) -> Sequence[str]:
    """Return what is kept of the person and who answers for it: the first mail says it, Teams has a command for it."""
    if not view.by_mail:
        return []
    notice = view.services.notice
    days = counted(notice.request_days, "jour")
    controller = [general.CONTROLLER.format(controller=notice.controller)] if notice.controller else []
    officer = [general.DPO.format(dpo=notice.dpo)] if notice.dpo else []
    return [texts.MAIL_KEPT.format(days=days), texts.MAIL_RIGHTS, *controller, *officer]


def _also_by_phone(view: RequestView) -> Sequence[str]:
    out_of_reach = view.request.requester is None and not view.request.contact.mail
    return [texts.ALSO_BY_PHONE] if out_of_reach else []


def _unreached_lines(view: RequestView) -> Sequence[str]:
    return shapes.unreached_lines(view.file.reference, view.unreached)


def _to_say(view: RequestView) -> Sequence[str]:
    """Return what whoever phones the requester says: the words of the notice that could not be delivered."""
    missed = SPECS[view.kind].owner
    contact = view.request.contact
    said = missed.filled(replace(view, spoken=True)).lines if missed else []
    number = [texts.PHONE_NUMBER.format(phone=contact.phone)] if contact.phone else []
    return [texts.PHONE.format(contact=named(contact.name)), *said, *number]


def _first_line(view: RequestView) -> str:
    """Return the title of the notice in Teams that a calendar file goes with."""
    wording = SPECS[view.kind].wording(view)
    return wording.title(view) if wording else ""


def _first_sentence(view: RequestView) -> Sequence[str]:
    """Return the sentence of the notice in Teams that a calendar file goes with."""
    wording = SPECS[view.kind].wording(view)
    return [view.fill(wording.text)] if wording else []


# When a notice still holds


def _held(view: RequestView) -> bool:
    return view.request.status in HELD


def _held_by_recipient(view: RequestView) -> bool:
    return view.held_by_recipient and _held(view)


def _status(*states: RequestStatus) -> Callable[[RequestView], bool]:
    return lambda view: view.status_in(*states)


def _is_news_to_experts(view: RequestView) -> bool:
    return not view.data.anew or view.status_in(_S.NEW)


def _is_urgent_news(view: RequestView) -> bool:
    """Tell whether the SA EPLE should still hear of an urgent request: nobody has it, or its author took it at once.

    When somebody takes it afterwards, the SA EPLE has no more to do.
    """
    return view.status_in(_S.NEW) or (view.data.move == RequestMove.LOG_AND_TAKE and _held(view))


def _has_another_holder(view: RequestView) -> bool:
    return view.request.holder is not None and (view.to_owner or not view.held_by_recipient)


def _is_released(view: RequestView) -> bool:
    return view.status_in(_S.NEW) if view.to_owner else not view.held_by_recipient


def _is_to_come(view: RequestView) -> bool:
    slot = view.request.slot
    return view.status_in(_S.PLANNED) and slot is not None and slot > view.services.now()


def _may_be_rated(view: RequestView) -> bool:
    return view.status_in(_S.CLOSED) and view.request.score is None


# The kinds

_SLOT_CANCELLED = _("Le rendez-vous du {former_slot} (heure de Paris) est annulé.")
SPECS: Mapping[str, NoticeSpec[RequestView]] = by_kind(
    NoticeSpec(
        kind=_N.RECEIPT,
        label=_("accusé de réception d'une demande"),
        still_true=lambda view: not view.status_in(_S.CANCELLED),
        owner=Wording(
            _("bien reçue"),
            _("Elle a été enregistrée le {logged}. Vous recevez un message à chaque étape."),
            more=_privacy_lines,
        ),
        staff=Wording(_("enregistrée"), _("La demande que vous avez saisie est enregistrée.")),
    ),
    NoticeSpec(
        kind=_N.CARD,
        label=_("demande d'assistance aux experts"),
        still_true=_is_news_to_experts,
        staff=Wording(_("à prendre en charge"), _("Cette demande attend un expert.")),
        message=shapes.expert_card,
    ),
    NoticeSpec(
        kind=_N.URGENT,
        still_true=_is_urgent_news,
        staff=Wording(_("demande urgente"), _("Une demande urgente vient d'être enregistrée.")),
    ),
    NoticeSpec(
        kind=_N.UNTAKEN,
        reminder=True,
        still_true=_status(_S.NEW),
        staff=Wording(_("sans expert"), _("Personne n'a pris en charge cette demande depuis le {since}.")),
    ),
    NoticeSpec(
        kind=_N.IDLE,
        reminder=True,
        still_true=_status(_S.ASSIGNED),
        staff=Wording(_("rien n'avance"), _("Rien n'a été noté sur cette demande depuis le {touched}.")),
    ),
    NoticeSpec(
        kind=_N.TAKEN,
        still_true=_held,
        owner=Wording(_("prise en charge"), _("Elle est prise en charge par {holder}.")),
    ),
    NoticeSpec(
        kind=_N.ASSIGNED_TO_YOU,
        still_true=_held_by_recipient,
        staff=Wording(_("vous est attribuée"), _("Cette demande vous est attribuée.")),
    ),
    NoticeSpec(
        kind=_N.REASSIGNED,
        still_true=_has_another_holder,
        owner=Wording(_("nouvel expert"), _("Elle est désormais suivie par {holder}."), more=_reason()),
        staff=Wording(
            _("réattribuée"),
            _("Cette demande, que vous suiviez, est désormais suivie par {holder}."),
            more=_reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.RELEASED,
        still_true=_is_released,
        owner=Wording(
            _("en attente d'un nouvel expert"),
            _("L'expert qui la suivait ne peut pas la poursuivre : elle est en attente d'un nouvel expert."),
            more=_reason(),
        ),
        staff=Wording(_("libérée"), _("Cette demande, que vous suiviez, est de nouveau sans expert."), more=_reason()),
    ),
    NoticeSpec(
        kind=_N.PLANNED,
        label=_("rendez-vous d'une demande"),
        still_true=_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous"),
            _("Un rendez-vous est fixé avec {holder} le {slot} (heure de Paris)."),
            more=_meeting,
        ),
        staff=Wording(_("rendez-vous"), _("Le rendez-vous est fixé au {slot} (heure de Paris).")),
    ),
    NoticeSpec(
        kind=_N.SLOT_MOVED,
        still_true=_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous déplacé"),
            _("Le rendez-vous avec {holder} est déplacé au {slot} (heure de Paris)."),
            more=_reason_and_meeting,
        ),
        staff=Wording(
            _("rendez-vous déplacé"), _("Le rendez-vous est déplacé au {slot} (heure de Paris)."), more=_reason()
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_CANCELLED,
        owner=Wording(_("rendez-vous annulé"), _SLOT_CANCELLED, more=_reason()),
        staff=Wording(_("rendez-vous annulé"), _SLOT_CANCELLED, more=_reason()),
    ),
    NoticeSpec(
        kind=_N.OTHER_SLOT_ASKED,
        still_true=lambda view: view.held_by_recipient and view.status_in(_S.PLANNED),
        staff=Wording(
            _("autre rendez-vous demandé"),
            _("{contact} demande un autre rendez-vous que celui du {slot}."),
            more=_reason(texts.SAYS),
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_REMINDER,
        reminder=True,
        still_true=_is_to_come,
        owner=Wording(
            _("rappel de votre rendez-vous"),
            _("Votre rendez-vous avec {holder} a lieu le {slot} (heure de Paris)."),
            more=_meeting,
        ),
        staff=Wording(
            _("rappel du rendez-vous"), _("Le rendez-vous a lieu le {slot} (heure de Paris)."), more=_also_by_phone
        ),
    ),
    NoticeSpec(
        kind=_N.AGREED,
        still_true=lambda view: view.request.consent is not None,
        owner=Wording(
            _("accord pour le partage d'écran"),
            _(
                "Votre accord pour le partage d'écran de la prochaine séance est noté. Vous pouvez le retirer à tout "
                "moment."
            ),
        ),
        staff=Wording(_("accord donné"), _("{contact} accepte le partage d'écran de la prochaine séance.")),
    ),
    NoticeSpec(
        kind=_N.TAKEN_BACK,
        still_true=lambda view: view.request.consent is None,
        owner=Wording(
            _("accord retiré"),
            _("L'accord pour le partage d'écran est retiré : aucune séance n'a lieu sans un nouvel accord."),
        ),
        staff=Wording(_("accord retiré"), _("{contact} a retiré son accord pour le partage d'écran.")),
    ),
    NoticeSpec(
        kind=_N.REPLY_AWAITED,
        still_true=_status(_S.WAITING),
        owner=Wording(
            _("votre réponse est attendue"),
            _("{holder} attend une réponse de votre établissement d'ici au {resume}."),
            more=_reason(texts.WHAT_IS_AWAITED),
        ),
    ),
    NoticeSpec(
        kind=_N.WAITING_REMINDER,
        reminder=True,
        still_true=_status(_S.WAITING),
        owner=Wording(
            _("votre réponse est attendue"), _("{holder} attend toujours une réponse de votre établissement.")
        ),
        staff=Wording(_("relance"), _("La date de relance de cette demande est arrivée.")),
    ),
    NoticeSpec(
        kind=_N.REPLIED,
        still_true=_held_by_recipient,
        staff=Wording(
            _("réponse reçue"),
            _("{contact} a répondu : cette demande est à reprendre."),
            more=_reason(texts.WITH_REPLY),
        ),
    ),
    NoticeSpec(
        kind=_N.RESOLVED,
        label=_("solution d'une demande"),
        still_true=_status(_S.RESOLVED),
        owner=Wording(_("solution proposée"), _("{holder} la considère comme résolue. Compte rendu :"), more=_solution),
    ),
    NoticeSpec(
        kind=_N.SATISFACTION,
        still_true=_may_be_rated,
        owner=Wording(_("votre avis"), _("La demande est close.")),
        media=_IN_TEAMS,
        message=shapes.rating_card,
    ),
    NoticeSpec(
        kind=_N.SOLUTION_REFUSED,
        still_true=_held_by_recipient,
        staff=Wording(_("solution refusée"), _("{contact} indique que ce n'est pas résolu."), more=_reason(texts.SAYS)),
    ),
    NoticeSpec(
        kind=_N.REOPENED,
        still_true=lambda view: _held(view) or view.status_in(_S.NEW),
        owner=Wording(_("rouverte"), _("Elle est rouverte."), more=_reason()),
        staff=Wording(_("rouverte"), _("Cette demande est rouverte."), more=_reason()),
    ),
    NoticeSpec(
        kind=_N.CANCELLED,
        still_true=_status(_S.CANCELLED),
        owner=Wording(_("annulée"), _("Elle est annulée : {cancelled}."), more=_reason()),
        staff=Wording(_("annulée"), _("Cette demande est annulée : {cancelled}."), more=_reason()),
    ),
    NoticeSpec(
        kind=UNREACHED,
        staff=Wording(texts.UNREACHED_TITLE, more=_unreached_lines),
        message=shapes.unreached_card,
    ),
    NoticeSpec(
        kind=CALENDAR,
        owner=Wording(_first_line, more=_first_sentence),
        staff=Wording(_first_line, more=_first_sentence),
        media=_BY_MAIL,
    ),
    NoticeSpec(
        kind=REQUEST_PHONE,
        label=_("personne à prévenir par téléphone"),
        still_true=lambda view: SPECS[view.kind].owner is not None,
        staff=Wording(texts.PHONE_TITLE, more=_to_say),
        media=_IN_TEAMS,
        message=shapes.call_card,
    ),
)
NOTICES: NoticeFeature[RequestView] = NoticeFeature(
    specs=SPECS, view=read_view, message=shapes.usual_message, letter=shapes.letter, opens="request.open"
)
