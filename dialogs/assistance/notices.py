"""The notices about requests for assistance, one row per kind: whom it addresses, what it says, when it still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs.assistance import card_texts as texts
from dialogs.assistance import notice_view as shapes
from dialogs.assistance.notice_view import (
    RequestView,
    also_by_phone,
    awaits_slots,
    fixed,
    has_another_holder,
    held,
    held_by_recipient,
    how_to_reach,
    in_status,
    is_idle,
    is_released,
    is_to_come,
    is_urgent_news,
    may_be_rated,
    meeting,
    privacy_lines,
    read_views,
    reason,
    solution,
    unreached,
    why_refused,
    writes,
    written,
)
from dialogs.core.notice import NoticeFeature, NoticeSpec, Wording, by_kind, usual_message
from dialogs.core.request_line import named, opening
from knowledge.french import typeset as _
from knowledge.request import RequestNotice, RequestStatus
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
from storage.outbox import Medium

_N, _S = RequestNotice, RequestStatus
_IN_TEAMS, _BY_MAIL = frozenset({Medium.TEAMS}), frozenset({Medium.MAIL})


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
            more=privacy_lines,
            adds=True,
        ),
        staff=Wording(_("demande enregistrée"), _("La demande que vous avez saisie est enregistrée.")),
    ),
    NoticeSpec(
        kind=_N.CARD,
        label=_("demande d'assistance aux experts"),
        staff=Wording(
            lambda view: view.fill(texts.NEWS_ON_CALL if view.data.on_call else texts.NEWS),
            _("Cette demande attend un expert."),
        ),
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
        still_true=in_status(_S.NEW),
        staff=Wording(
            _("demande de nouveau sans expert"),
            _("Cette demande est de nouveau sans expert."),
            more=reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.URGENT,
        still_true=is_urgent_news,
        staff=Wording(_("demande urgente à prendre en charge"), _("Une demande urgente vient d'être enregistrée.")),
    ),
    NoticeSpec(
        kind=_N.UNTAKEN,
        reminder=True,
        still_true=in_status(_S.NEW),
        staff=Wording(
            _("personne n'a pris cette demande depuis {since_brief}"),
            _("Personne n'a pris en charge cette demande depuis le {since}."),
        ),
    ),
    NoticeSpec(
        kind=_N.IDLE,
        reminder=True,
        still_true=is_idle,
        staff=Wording(
            _("rien n'avance depuis {touched_brief}"),
            _("Rien n'a été noté sur cette demande depuis le {touched}."),
        ),
    ),
    NoticeSpec(
        kind=_N.NUDGED,
        still_true=lambda view: view.status_in(_S.NEW) or held_by_recipient(view),
        staff=Wording(
            lambda view: texts.NUDGE_UNTAKEN if view.status_in(_S.NEW) else texts.NUDGE,
            more=lambda view: [texts.NUDGE_UNTAKEN_LINE if view.status_in(_S.NEW) else texts.NUDGE_LINE],
        ),
    ),
    NoticeSpec(
        kind=_N.TAKEN,
        still_true=held,
        owner=Wording(_("prise en charge par {holder}"), _("Votre demande est prise en charge par {holder}.")),
    ),
    NoticeSpec(
        kind=_N.ASSIGNED_TO_YOU,
        still_true=held_by_recipient,
        staff=Wording(
            _("une demande vous est attribuée"), _("Cette demande vous est attribuée."), more=shapes.handed_over
        ),
    ),
    NoticeSpec(
        kind=_N.REASSIGNED,
        still_true=has_another_holder,
        owner=Wording(
            _("votre demande est désormais suivie par {holder}"),
            _("Votre demande est désormais suivie par {holder}."),
            more=reason(),
        ),
        staff=Wording(
            _("demande réattribuée à {holder}"),
            _("Cette demande, que vous suiviez, est désormais suivie par {holder}."),
            more=reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.RELEASED,
        still_true=is_released,
        owner=Wording(
            _("en attente d'un nouvel expert"),
            _("L'expert qui suivait votre demande ne peut pas continuer : elle attend un autre expert."),
            more=reason(),
            adds=True,
        ),
        staff=Wording(
            _("demande libérée, de nouveau sans expert"),
            _("Cette demande, que vous suiviez, est de nouveau sans expert."),
            more=reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.PLANNED,
        label=_("rendez-vous d'une demande"),
        still_true=in_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous {slot_brief} avec {holder}"),
            _("Un rendez-vous est fixé avec {holder} le {slot} (heure de Paris)."),
            more=meeting,
        ),
        staff=Wording(fixed, _("Le rendez-vous est fixé au {slot} (heure de Paris).")),
    ),
    NoticeSpec(
        kind=_N.SLOTS_OFFERED,
        label=_("horaires proposés"),
        still_true=lambda view: held(view) and bool(view.request.slots_to_choose(view.services.now())),
        owner=Wording(
            _("{holder} propose {proposed_brief}"),
            _("{holder} vous propose un rendez-vous : {proposed} (heure de Paris)."),
            more=lambda view: [texts.CHOOSE_TELL if view.by_mail or view.spoken else texts.CHOOSE_PRESS],
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_MOVED,
        still_true=in_status(_S.PLANNED),
        owner=Wording(
            _("rendez-vous déplacé : {slot_brief}, avec {holder}"),
            _("Le rendez-vous avec {holder} est déplacé au {slot} (heure de Paris)."),
            more=lambda view: [*reason()(view), *meeting(view)],
        ),
        staff=Wording(
            _("rendez-vous déplacé : {slot_brief}"),
            _("Le rendez-vous est déplacé au {slot} (heure de Paris)."),
            more=reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_CANCELLED,
        owner=Wording(_("rendez-vous annulé : {former_brief}"), _SLOT_CANCELLED, more=reason()),
        staff=Wording(_("rendez-vous annulé : {former_brief}"), _SLOT_CANCELLED, more=reason()),
    ),
    NoticeSpec(
        kind=SLOT_AWAY,
        label=_("rendez-vous pendant une absence"),
        still_true=lambda view: (
            view.holder_away and view.request.slot is not None and view.request.slot == view.data.slot
        ),
        owner=Wording(
            _("rendez-vous {slot_brief} : une absence est annoncée"),
            _(
                "{holder} ne sera pas là pour votre rendez-vous du {slot} (heure de Paris). Une autre date, ou un autre expert, "
                "vous sera proposé."
            ),
            adds=True,
        ),
    ),
    NoticeSpec(
        kind=_N.OTHER_SLOT_ASKED,
        still_true=awaits_slots,
        staff=Wording(
            lambda view: view.fill(texts.OTHER_THAN_SLOT if view.status_in(_S.PLANNED) else texts.OTHER_THAN_PROPOSED),
            _("{contact} demande un autre horaire."),
            more=reason(texts.SAYS),
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_REMINDER,
        reminder=True,
        still_true=is_to_come,
        owner=Wording(
            _("rappel : rendez-vous {slot_brief} avec {holder}"),
            _("Votre rendez-vous avec {holder} a lieu le {slot} (heure de Paris)."),
            more=meeting,
        ),
        staff=Wording(
            _("rappel : rendez-vous {slot_brief} avec {contact}"),
            _("Le rendez-vous a lieu le {slot} (heure de Paris)."),
            more=also_by_phone,
        ),
    ),
    NoticeSpec(
        kind=_N.OUTCOME,
        reminder=True,
        still_true=lambda view: view.held_by_recipient and view.request.slot_is_over(view.services.now()),
        staff=Wording(
            _("la séance prévue {slot_brief} a-t-elle eu lieu ?"),
            _("La séance prévue le {slot} (heure de Paris) est passée : dites si elle a eu lieu, ou déplacez-la."),
        ),
    ),
    NoticeSpec(
        kind=_N.SLOT_MISSED,
        still_true=held,
        owner=Wording(
            _("la séance prévue {former_brief} n'a pas eu lieu"),
            _(
                "La séance prévue le {former_slot} (heure de Paris) n'a pas eu lieu. {holder} vous proposera un autre rendez-vous."
            ),
            adds=True,
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
            adds=True,
        ),
        staff=Wording(
            _("{contact} accepte le partage d'écran"),
            _("{contact} accepte le partage d'écran de la prochaine séance."),
        ),
    ),
    NoticeSpec(
        kind=_N.TAKEN_BACK,
        still_true=lambda view: view.request.consent is None,
        owner=Wording(
            _("accord pour le partage d'écran retiré"),
            _("L'accord pour le partage d'écran est retiré : aucune séance n'a lieu sans un nouvel accord."),
            adds=True,
        ),
        staff=Wording(
            _("{contact} a retiré son accord pour le partage d'écran"),
            _("{contact} a retiré son accord pour le partage d'écran."),
        ),
    ),
    NoticeSpec(
        kind=_N.REPLY_AWAITED,
        still_true=in_status(_S.WAITING),
        owner=Wording(
            _("{holder} attend votre réponse, d'ici au {resume}"),
            _("{holder} attend une réponse de votre établissement d'ici au {resume}."),
            more=reason(texts.WHAT_IS_AWAITED),
        ),
    ),
    NoticeSpec(
        kind=_N.WAITING_REMINDER,
        reminder=True,
        still_true=in_status(_S.WAITING),
        owner=Wording(
            _("{holder} attend toujours votre réponse"),
            _("{holder} attend toujours une réponse de votre établissement."),
        ),
        staff=Wording(
            _("relance : le jour prévu pour y revenir est arrivé"),
            _("La date de relance de cette demande est arrivée."),
        ),
    ),
    NoticeSpec(
        kind=_N.REPLIED,
        still_true=held_by_recipient,
        staff=Wording(
            _("{contact} a répondu : demande à reprendre"),
            _("{contact} a répondu : cette demande est à reprendre."),
            more=reason(texts.WITH_REPLY),
        ),
    ),
    NoticeSpec(
        kind=_N.RESOLVED,
        label=_("solution d'une demande"),
        still_true=in_status(_S.RESOLVED),
        owner=Wording(
            _("est-ce résolu ? {holder} propose une solution"),
            _("D'après {holder}, votre demande est résolue. Compte rendu :"),
            more=solution,
            adds=True,
        ),
    ),
    NoticeSpec(
        kind=_N.SATISFACTION,
        still_true=may_be_rated,
        owner=Wording(_("votre avis sur l'assistance reçue"), _("La demande est close."), adds=True),
        media=_IN_TEAMS,
        message=shapes.rating_card,
    ),
    NoticeSpec(
        kind=_N.SOLUTION_REFUSED,
        still_true=held_by_recipient,
        staff=Wording(
            _("{contact} indique que ce n'est pas résolu"),
            _("{contact} indique que ce n'est pas résolu."),
            more=reason(texts.SAYS),
        ),
    ),
    NoticeSpec(
        kind=_N.REOPENED,
        still_true=lambda view: held(view) or view.status_in(_S.NEW),
        owner=Wording(_("votre demande est rouverte"), _("Votre demande est rouverte."), more=reason()),
        staff=Wording(_("demande rouverte"), _("Cette demande est rouverte."), more=reason()),
    ),
    NoticeSpec(
        kind=_N.CANCELLED,
        still_true=in_status(_S.CANCELLED),
        owner=Wording(
            _("demande annulée : {cancelled}"),
            _("Votre demande est annulée : {cancelled}."),
            more=reason(),
        ),
        staff=Wording(
            _("demande annulée : {cancelled}"),
            _("Cette demande est annulée : {cancelled}."),
            more=reason(),
        ),
    ),
    NoticeSpec(
        kind=_N.CONTACT_CHANGED,
        label=_("changement du contact d'une demande"),
        owner=Wording(
            _("la personne à joindre est désormais {reached}"),
            _("La personne à joindre pour cette demande est désormais {reached}."),
            more=privacy_lines,
        ),
        staff=Wording(
            _("la personne à joindre est désormais {reached}"),
            _("La personne à joindre pour cette demande est désormais {reached}."),
            more=how_to_reach,
        ),
    ),
    NoticeSpec(
        kind=MESSAGE,
        label=_("message sur une demande"),
        owner=Wording(writes, more=written),
        staff=Wording(writes, more=written),
    ),
    NoticeSpec(
        kind=MAIL_REFUSED,
        owner=Wording(_("votre réponse n'a pas été prise"), more=why_refused),
        media=_BY_MAIL,
    ),
    NoticeSpec(
        kind=NOTED,
        staff=Wording(_("note sur une demande que vous suivez"), more=reason(texts.WRITTEN)),
        media=_IN_TEAMS,
    ),
    NoticeSpec(
        kind=REMINDER,
        label=_("rappel demandé"),
        still_true=lambda view: view.person is not None and may_see_request(view.person, view.request),
        owner=Wording(_("rappel que vous avez demandé"), more=reason(texts.TO_RECALL)),
        staff=Wording(_("rappel que vous avez demandé"), more=reason(texts.TO_RECALL)),
        media=_IN_TEAMS,
    ),
    NoticeSpec(
        kind=UNREACHED,
        staff=Wording(texts.UNREACHED_TITLE, more=unreached, actions=lambda view: [opening(view.file)]),
        message=usual_message,
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
    specs=SPECS, views=read_views, message=shapes.usual_message, letter=shapes.letter, opens="request.open"
)
