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
from knowledge.rights import may_see_request
from storage.actions.notices import (
    CALENDAR,
    FREE_AGAIN,
    MAIL_REFUSED,
    MESSAGE,
    NOTED,
    REDRAW,
    REMINDER,
    REQUEST_PHONE,
    SLOT_AWAY,
    UNREACHED,
)
from storage.actions.request_messages import MADE_URGENT
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


def _how_to_reach(view: RequestView) -> Sequence[str]:
    """Return how the contact is reached, for whoever handles the request."""
    contact = view.request.contact
    return [line for line in (contact.function, contact.phone, contact.mail) if line]


def _why_refused(view: RequestView) -> Sequence[str]:
    """Return why an answer by mail was not taken."""
    why = texts.REFUSALS_OF_MAIL.get(view.data.reason)
    return [why] if why else []


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


def _news(view: RequestView) -> str:
    """Return the news of a request; who is on call reads why they are told first."""
    return view.fill(texts.NEWS_ON_CALL if view.data.on_call else texts.NEWS)


def _first_line(view: RequestView) -> str:
    """Return the title of the notice in Teams that a calendar file goes with."""
    wording = SPECS[view.kind].wording(view)
    return wording.title(view) if wording else ""


def _first_sentence(view: RequestView) -> Sequence[str]:
    """Return the sentence of the notice in Teams that a calendar file goes with."""
    wording = SPECS[view.kind].wording(view)
    return [view.fill(wording.text)] if wording else []


def _nudge(view: RequestView) -> str:
    return texts.NUDGE_UNTAKEN if view.status_in(_S.NEW) else texts.NUDGE


def _nudge_line(view: RequestView) -> Sequence[str]:
    return [texts.NUDGE_UNTAKEN_LINE if view.status_in(_S.NEW) else texts.NUDGE_LINE]


def _writes(view: RequestView) -> str:
    """Return who writes: the expert by name, the SA EPLE, or the school's person."""
    if view.data.move == MADE_URGENT:
        return texts.NOW_URGENT
    by = view.data.by
    if by == view.request.requester:  # Nobody known in Teams: who answers by mail is the contact.
        return view.fill(texts.CONTACT_WRITES)
    return view.fill(texts.HOLDER_WRITES if by == view.request.holder else texts.SERVICE_WRITES)


# When a notice still holds


def _held(view: RequestView) -> bool:
    return view.request.status in HELD


def _held_by_recipient(view: RequestView) -> bool:
    return view.held_by_recipient and _held(view)


def _status(*states: RequestStatus) -> Callable[[RequestView], bool]:
    return lambda view: view.status_in(*states)


def _is_idle(view: RequestView) -> bool:
    slot = view.request.slot
    over = view.status_in(_S.PLANNED) and slot is not None and slot < view.services.now()
    return view.status_in(_S.ASSIGNED) or over


def _is_urgent_news(view: RequestView) -> bool:
    """Tell whether the SA EPLE should still hear of an urgent request: nobody has it, or its author took it at once.

    When somebody takes it afterwards, the SA EPLE has no more to do.
    """
    if view.data.move == MADE_URGENT:
        return view.request.urgent and (_held(view) or view.status_in(_S.NEW))
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
            _("demande bien reçue"),
            _("Votre demande a été enregistrée le {logged}. Vous recevez un message à chaque étape."),
            more=_privacy_lines,
        ),
        staff=Wording(_("demande enregistrée"), _("La demande que vous avez saisie est enregistrée."), says_all=True),
    ),
    NoticeSpec(
        kind=_N.CARD,
        label=_("demande d'assistance aux experts"),
        staff=Wording(_news, _("Cette demande attend un expert."), says_all=True),
        still_true=lambda view: view.redraws or view.status_in(_S.NEW),
        message=shapes.living_card,
    ),
    NoticeSpec(
        kind=REDRAW,
        silent=True,
        owner=Wording(_("demande à jour")),
        staff=Wording(_("demande à jour")),
        media=_IN_TEAMS,
        message=shapes.living_card,
    ),
    NoticeSpec(
        kind=FREE_AGAIN,
        still_true=_status(_S.NEW),
        staff=Wording(
            _("demande de nouveau sans expert"),
            _("Cette demande est de nouveau sans expert."),
            more=_reason(),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.URGENT,
        still_true=_is_urgent_news,
        staff=Wording(
            _("demande urgente à prendre en charge"), _("Une demande urgente vient d'être enregistrée."), says_all=True
        ),
    ),
    NoticeSpec(
        kind=_N.UNTAKEN,
        reminder=True,
        still_true=_status(_S.NEW),
        staff=Wording(
            _("personne n'a pris cette demande depuis {since_brief}"),
            _("Personne n'a pris en charge cette demande depuis le {since}."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.IDLE,
        reminder=True,
        still_true=_is_idle,
        staff=Wording(
            _("rien n'avance depuis {touched_brief}"),
            _("Rien n'a été noté sur cette demande depuis le {touched}."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.NUDGED,
        still_true=lambda view: view.status_in(_S.NEW) or _held_by_recipient(view),
        staff=Wording(_nudge, more=_nudge_line),
    ),
    NoticeSpec(
        kind=_N.TAKEN,
        still_true=_held,
        owner=Wording(
            _("prise en charge par {holder}"), _("Votre demande est prise en charge par {holder}."), says_all=True
        ),
    ),
    NoticeSpec(
        kind=_N.ASSIGNED_TO_YOU,
        still_true=_held_by_recipient,
        staff=Wording(_("une demande vous est attribuée"), _("Cette demande vous est attribuée."), says_all=True),
    ),
    NoticeSpec(
        kind=_N.REASSIGNED,
        still_true=_has_another_holder,
        owner=Wording(
            _("votre demande est désormais suivie par {holder}"),
            _("Votre demande est désormais suivie par {holder}."),
            more=_reason(),
            says_all=True,
        ),
        staff=Wording(
            _("demande réattribuée à {holder}"),
            _("Cette demande, que vous suiviez, est désormais suivie par {holder}."),
            more=_reason(),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.RELEASED,
        still_true=_is_released,
        owner=Wording(
            _("en attente d'un nouvel expert"),
            _("L'expert qui suivait votre demande ne peut pas continuer : elle attend un autre expert."),
            more=_reason(),
        ),
        staff=Wording(
            _("demande libérée, de nouveau sans expert"),
            _("Cette demande, que vous suiviez, est de nouveau sans expert."),
            more=_reason(),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.PLANNED,
        label=_("rendez-vous d'une demande"),
        still_true=_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous {slot_brief} avec {holder}"),
            _("Un rendez-vous est fixé avec {holder} le {slot} (heure de Paris)."),
            more=_meeting,
            says_all=True,
        ),
        staff=Wording(
            _("rendez-vous fixé {slot_brief}"), _("Le rendez-vous est fixé au {slot} (heure de Paris)."), says_all=True
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_MOVED,
        still_true=_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous déplacé : {slot_brief}, avec {holder}"),
            _("Le rendez-vous avec {holder} est déplacé au {slot} (heure de Paris)."),
            more=_reason_and_meeting,
            says_all=True,
        ),
        staff=Wording(
            _("rendez-vous déplacé : {slot_brief}"),
            _("Le rendez-vous est déplacé au {slot} (heure de Paris)."),
            more=_reason(),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_CANCELLED,
        owner=Wording(_("rendez-vous annulé : {former_brief}"), _SLOT_CANCELLED, more=_reason(), says_all=True),
        staff=Wording(_("rendez-vous annulé : {former_brief}"), _SLOT_CANCELLED, more=_reason(), says_all=True),
    ),
    NoticeSpec(
        kind=SLOT_AWAY,
        label=_("rendez-vous pendant une absence"),
        still_true=lambda view: view.holder_away and view.request.slot == view.data.slot,
        owner=Wording(
            _("rendez-vous {slot_brief} : une absence est annoncée"),
            _(
                "{holder} ne sera pas là pour votre rendez-vous du {slot} (heure de Paris). Une autre date, ou un autre expert, "
                "vous sera proposé."
            ),
        ),
    ),
    NoticeSpec(
        kind=_N.OTHER_SLOT_ASKED,
        still_true=lambda view: view.held_by_recipient and view.status_in(_S.PLANNED),
        staff=Wording(
            _("{contact} demande un autre rendez-vous que {slot_brief}"),
            _("{contact} demande un autre rendez-vous que celui du {slot}."),
            more=_reason(texts.SAYS),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_REMINDER,
        reminder=True,
        still_true=_is_to_come,
        owner=Wording(
            _("rappel : rendez-vous {slot_brief} avec {holder}"),
            _("Votre rendez-vous avec {holder} a lieu le {slot} (heure de Paris)."),
            more=_meeting,
            says_all=True,
        ),
        staff=Wording(
            _("rappel : rendez-vous {slot_brief} avec {contact}"),
            _("Le rendez-vous a lieu le {slot} (heure de Paris)."),
            more=_also_by_phone,
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.OUTCOME,
        reminder=True,
        still_true=lambda view: view.held_by_recipient and view.request.slot_is_over(view.services.now()),
        staff=Wording(
            _("la séance prévue {slot_brief} a-t-elle eu lieu ?"),
            _("La séance prévue le {slot} (heure de Paris) est passée : dites si elle a eu lieu, ou déplacez-la."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_MISSED,
        still_true=_held,
        owner=Wording(
            _("la séance prévue {former_brief} n'a pas eu lieu"),
            _(
                "La séance prévue le {former_slot} (heure de Paris) n'a pas eu lieu. {holder} vous proposera un autre rendez-vous."
            ),
        ),
    ),
    NoticeSpec(
        kind=_N.AGREED,
        still_true=lambda view: view.request.consent is not None,
        owner=Wording(
            _("votre accord pour le partage d'écran est noté"),
            _(
                "Votre accord pour le partage d'écran de la prochaine séance est noté. Vous pouvez le retirer à tout "
                "moment."
            ),
        ),
        staff=Wording(
            _("{contact} accepte le partage d'écran"),
            _("{contact} accepte le partage d'écran de la prochaine séance."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.TAKEN_BACK,
        still_true=lambda view: view.request.consent is None,
        owner=Wording(
            _("accord pour le partage d'écran retiré"),
            _("L'accord pour le partage d'écran est retiré : aucune séance n'a lieu sans un nouvel accord."),
        ),
        staff=Wording(
            _("{contact} a retiré son accord pour le partage d'écran"),
            _("{contact} a retiré son accord pour le partage d'écran."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.REPLY_AWAITED,
        still_true=_status(_S.WAITING),
        owner=Wording(
            _("{holder} attend votre réponse, d'ici au {resume}"),
            _("{holder} attend une réponse de votre établissement d'ici au {resume}."),
            more=_reason(texts.WHAT_IS_AWAITED),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.WAITING_REMINDER,
        reminder=True,
        still_true=_status(_S.WAITING),
        owner=Wording(
            _("{holder} attend toujours votre réponse"),
            _("{holder} attend toujours une réponse de votre établissement."),
            says_all=True,
        ),
        staff=Wording(
            _("relance : le jour prévu pour y revenir est arrivé"),
            _("La date de relance de cette demande est arrivée."),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.REPLIED,
        still_true=_held_by_recipient,
        staff=Wording(
            _("{contact} a répondu : demande à reprendre"),
            _("{contact} a répondu : cette demande est à reprendre."),
            more=_reason(texts.WITH_REPLY),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.RESOLVED,
        label=_("solution d'une demande"),
        still_true=_status(_S.RESOLVED),
        owner=Wording(
            _("est-ce résolu ? {holder} propose une solution"),
            _("D'après {holder}, votre demande est résolue. Compte rendu :"),
            more=_solution,
        ),
    ),
    NoticeSpec(
        kind=_N.SATISFACTION,
        still_true=_may_be_rated,
        owner=Wording(_("votre avis sur l'assistance reçue"), _("La demande est close.")),
        media=_IN_TEAMS,
        message=shapes.rating_card,
    ),
    NoticeSpec(
        kind=_N.SOLUTION_REFUSED,
        still_true=_held_by_recipient,
        staff=Wording(
            _("{contact} indique que ce n'est pas résolu"),
            _("{contact} indique que ce n'est pas résolu."),
            more=_reason(texts.SAYS),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.REOPENED,
        still_true=lambda view: _held(view) or view.status_in(_S.NEW),
        owner=Wording(_("votre demande est rouverte"), _("Votre demande est rouverte."), more=_reason(), says_all=True),
        staff=Wording(_("demande rouverte"), _("Cette demande est rouverte."), more=_reason(), says_all=True),
    ),
    NoticeSpec(
        kind=_N.CANCELLED,
        still_true=_status(_S.CANCELLED),
        owner=Wording(
            _("demande annulée : {cancelled}"),
            _("Votre demande est annulée : {cancelled}."),
            more=_reason(),
            says_all=True,
        ),
        staff=Wording(
            _("demande annulée : {cancelled}"),
            _("Cette demande est annulée : {cancelled}."),
            more=_reason(),
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=_N.CONTACT_CHANGED,
        label=_("changement du contact d'une demande"),
        owner=Wording(
            _("la personne à joindre est désormais {reached}"),
            _("La personne à joindre pour cette demande est désormais {reached}."),
            more=_privacy_lines,
            says_all=True,
        ),
        staff=Wording(
            _("la personne à joindre est désormais {reached}"),
            _("La personne à joindre pour cette demande est désormais {reached}."),
            more=_how_to_reach,
            says_all=True,
        ),
    ),
    NoticeSpec(
        kind=MESSAGE,
        label=_("message sur une demande"),
        owner=Wording(_writes, more=_reason(texts.WRITTEN)),
        staff=Wording(_writes, more=_reason(texts.WRITTEN)),
    ),
    NoticeSpec(
        kind=MAIL_REFUSED,
        owner=Wording(_("votre réponse n'a pas été prise"), more=_why_refused),
        media=_BY_MAIL,
    ),
    NoticeSpec(
        kind=NOTED,
        staff=Wording(_("note sur une demande que vous suivez"), more=_reason(texts.WRITTEN)),
        media=_IN_TEAMS,
    ),
    NoticeSpec(
        kind=REMINDER,
        label=_("rappel demandé"),
        still_true=lambda view: view.person is not None and may_see_request(view.person, view.request),
        owner=Wording(_("rappel que vous avez demandé"), more=_reason(texts.TO_RECALL)),
        staff=Wording(_("rappel que vous avez demandé"), more=_reason(texts.TO_RECALL)),
        media=_IN_TEAMS,
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
