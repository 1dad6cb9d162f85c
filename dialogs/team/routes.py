"""What can be said and pressed about the experts as a team. Their words are read by ``knowledge.understanding.teaming``."""

from __future__ import annotations

from functools import partial

from dialogs.core.route import EXPERTS, SA_EPLE, STAFF, HelpLine, Route, Theme, assisting
from dialogs.team import absences, mandates, meetings, skills
from knowledge.french import typeset
from knowledge.meeting import MeetingKind
from knowledge.people import Role
from knowledge.team import TeamAct


def _help(usage: str, title: str, role: Role = Role.EXPERT) -> HelpLine:
    theme = Theme.EXPERT if role is Role.EXPERT else Theme.SA_EPLE_PEOPLE
    return HelpLine(theme, typeset(usage), title=title, role=role)


_WORDS = (
    Route(
        "absent",
        absences.note,
        says=(TeamAct.ABSENCE.value, "je suis absente", "noter une absence"),
        needs=STAFF,
        help=(
            _help(
                "noter votre absence : « je suis absent du 5 au 9 février, Perrot me remplace » ; ce que vous suivez est "
                "proposé à confier",
                TeamAct.ABSENCE.value,
            ),
            _help("noter l'absence d'un expert : « Ferrand est absent lundi »", "noter une absence", Role.SA_EPLE),
        ),
    ),
    Route(
        "de retour",
        absences.back,
        says=(TeamAct.BACK.value, "de retour"),
        needs=STAFF,
        help=(_help("terminer votre absence", TeamAct.BACK.value),),
    ),
    Route(
        "annuler une absence",
        absences.cancel_said,
        says=(TeamAct.CANCEL_ABSENCE.value,),
        needs=STAFF,
        help=(_help("annuler une absence à venir", TeamAct.CANCEL_ABSENCE.value),),
    ),
    Route(
        "remplacement",
        absences.cover,
        says=(TeamAct.COVER.value,),
        needs=STAFF,
        help=(_help("dire qui vous remplace : « Perrot me remplace »", TeamAct.COVER.value),),
    ),
    Route(
        "qui est absent",
        absences.show_away,
        says=(TeamAct.WHO_IS_AWAY.value, "absences", "les absences"),
        needs=STAFF,
        help=(
            _help("voir les absences des experts, « cette semaine », « demain »", TeamAct.WHO_IS_AWAY.value),
            _help("voir les absences des experts", TeamAct.WHO_IS_AWAY.value, Role.SA_EPLE),
        ),
    ),
    Route(
        "permanence",
        skills.note,
        says=(TeamAct.ON_CALL.value,),
        needs=STAFF,
        help=(
            _help(
                "dire qui est prévenu d'abord des urgences : « Ferrand est de permanence lundi »",
                TeamAct.ON_CALL.value,
                Role.SA_EPLE,
            ),
        ),
    ),
    Route(
        "retirer une permanence",
        skills.off_said,
        says=(TeamAct.OFF_CALL.value,),
        needs=STAFF,
        help=(_help("retirer quelqu'un des permanences", TeamAct.OFF_CALL.value, Role.SA_EPLE),),
    ),
    Route(
        "qui est de permanence",
        skills.show,
        says=(TeamAct.WHO_IS_ON_CALL.value, "permanences", "les permanences", "astreintes"),
        needs=STAFF,
        help=(
            _help("voir qui est de permanence", TeamAct.WHO_IS_ON_CALL.value),
            _help("voir qui est de permanence", TeamAct.WHO_IS_ON_CALL.value, Role.SA_EPLE),
        ),
    ),
    Route(
        "qui est libre",
        skills.who,
        says=(TeamAct.WHO_KNOWS.value, "qui est disponible"),
        needs=STAFF,
        help=(
            _help("trouver un expert : « qui connaît la régie ? »", TeamAct.WHO_KNOWS.value),
            _help(
                "voir les experts présents, ce qu'ils suivent et connaissent : « qui est libre et connaît la régie ? », "
                "« qui peut prendre la 12 ? »",
                TeamAct.WHO_KNOWS.value,
                Role.SA_EPLE,
            ),
        ),
    ),
    Route(
        "mes sujets",
        skills.know,
        says=(TeamAct.KNOWN.value,),
        needs=STAFF,
        help=(
            _help("voir les sujets que vous connaissez ; « je connais la trésorerie » en ajoute", TeamAct.KNOWN.value),
        ),
    ),
    Route(
        "retirer un sujet",
        skills.unknow,
        says=(TeamAct.NOT_KNOWN.value,),
        needs=STAFF,
        help=(_help("en retirer : « je ne connais plus les bourses »", TeamAct.NOT_KNOWN.value),),
    ),
)
_PRESSES = (
    Route.by_button("team.cancel_absence", absences.AbsencePress, absences.cancel, needs=STAFF),
    Route.by_button("team.hand_all", absences.HandingPress, absences.hand_all, needs=STAFF),
    Route.by_button("team.off_call", skills.CallPress, skills.off, needs=SA_EPLE),
    Route.by_button("team.forget_topic", skills.TopicPress, skills.forget, needs=STAFF),
)
_MANDATES = (
    Route(
        "mandats des experts",
        mandates.show,
        says=("mandats des experts", "mandats experts", "fins de mandat"),
        needs=SA_EPLE,
        instead="mon mandat",
        help=(_help("voir les mandats : leur dernier jour, qui est formé", "mandats des experts", Role.SA_EPLE),),
    ),
    Route(
        "mon mandat",
        mandates.show_own,
        says=("mon mandat", "mon mandat d expert"),
        needs=EXPERTS,
        help=(_help("voir jusqu'à quand vous êtes expert", "mon mandat"),),
    ),
    Route(
        "mandat de l’expert",
        mandates.show_named,
        says=mandates.ONE,
        takes=True,
        needs=SA_EPLE,
        help=(_help("voir le mandat d'un expert", "mandat de l'expert …", Role.SA_EPLE),),
    ),
    Route(
        "renouveler un mandat",
        mandates.renew_named,
        says=mandates.RENEWS,
        takes=True,
        needs=SA_EPLE,
        help=(
            _help(
                "renouveler un mandat : « … de Ferrand jusqu'au 31/08/2026 »", "renouveler le mandat de …", Role.SA_EPLE
            ),
        ),
    ),
    Route(
        "mettre fin à un mandat",
        mandates.end_named,
        says=mandates.ENDS,
        takes=True,
        needs=SA_EPLE,
        help=(
            _help("mettre fin à un mandat, ce qui est suivi étant confié", "mettre fin au mandat de …", Role.SA_EPLE),
        ),
    ),
    Route(
        "formation d’un expert",
        mandates.train_named,
        says=mandates.TRAINS,
        takes=True,
        needs=SA_EPLE,
        help=(_help("noter qu'un expert est formé à l'aide à distance", "formation suivie par …", Role.SA_EPLE),),
    ),
    Route.by_button("mandate.open", mandates.MandatePress, mandates.open_pressed, needs=SA_EPLE),
    Route.by_button("mandate.renew", mandates.MandatePress, partial(mandates.begin, mandates.RENEW), needs=SA_EPLE),
    Route.by_button("mandate.train", mandates.MandatePress, partial(mandates.begin, mandates.TRAIN), needs=SA_EPLE),
    Route.by_button("mandate.untrain", mandates.MandatePress, mandates.untrain, needs=SA_EPLE),
    Route.by_button("mandate.end", mandates.MandatePress, mandates.ask_end, needs=SA_EPLE),
    Route.by_button("mandate.ended", mandates.MandatePress, mandates.end, needs=SA_EPLE),
)
_K = MeetingKind
_MEETINGS = (
    *(
        Route(
            name,
            partial(meetings.show, kind),
            says=meetings.SHOW[kind],
            yields=True,
            verbs=(f"meeting.list_{kind}",),
            needs=STAFF,
            help=(_help(usage, name), _help(usage, name, Role.SA_EPLE)),
        )
        for kind, name, usage in (
            (_K.TRAINING, "formations", "voir les sessions de formation, et s'y inscrire"),
            (_K.COMMITTEE, "comité", "voir la prochaine réunion du comité, qui vient, et y répondre"),
        )
    ),
    *(
        Route(
            name,
            partial(meetings.begin, kind),
            says=meetings.CALL[kind],
            takes=True,
            yields=True,
            verbs=(f"meeting.call_{kind}",),
            needs=SA_EPLE,
            help=(_help(usage, name, Role.SA_EPLE),),
        )
        for kind, name, usage in (
            (
                _K.TRAINING,
                "annoncer une formation",
                "annoncer une session aux experts : « … le 12 mars à 14 h, au rectorat »",
            ),
            (_K.COMMITTEE, "convoquer le comité", "convoquer les experts : « … le 15 février à 10 h, salle 12 »"),
        )
    ),
    Route.by_button("meeting.open", meetings.MeetingPress, meetings.open_one, needs=STAFF),
    Route.by_button("meeting.comes", meetings.MeetingPress, partial(meetings.answer, True), needs=STAFF),
    Route.by_button("meeting.declines", meetings.MeetingPress, partial(meetings.answer, False), needs=STAFF),
    Route.by_button("meeting.hold", meetings.MeetingPress, meetings.ask_present, needs=SA_EPLE),
    Route.by_button("meeting.held", meetings.MeetingPress, meetings.hold, needs=SA_EPLE),
    Route.by_button("meeting.cancel", meetings.MeetingPress, meetings.ask_cancel, needs=SA_EPLE),
)
ROUTES = assisting(*_WORDS, *_PRESSES, *_MANDATES, *_MEETINGS)
