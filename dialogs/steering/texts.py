"""What is said to those who steer: status questions, days, exports, health, search, «statut», subscriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.core.form_texts import TOPICS
from knowledge.french import bare_date, counted, long_date
from knowledge.french import typeset as _
from knowledge.understanding.measures import MeasureKind
from knowledge.understanding.query import (
    FIELDS,
    Compare,
    Condition,
    FilterField,
    Group,
    Moment,
    Not,
    Op,
    Or,
    Period,
    Query,
    Sort,
    What,
    Why,
    compared,
)

NONE = _("Rien ne correspond.")
OF_OTHER_CALL = _("Appel « {title} » : {count}")
NO_MORE = _("Il n'y a pas de suite : tout a été montré.")
COUNT = _("{count} au total.")
BY_STATE = _("Par état : {counts}.")
MORE = _("Les {shown} premières lignes sont montrées, sur {total}.")
MORE_LAST = _("Les {shown} dernières lignes sont montrées, sur {total}.")
PAGE = _("Lignes {first} à {last}, sur {total}.")
LINE = _("{reference}, {school}, {topic} : {state} depuis le {since}, {holder}")
LINE_SLOT = _("{reference}, {school}, {topic} : {slot}, {holder}")
FOLLOWED_BY = _("suivie par {name}")
WITHOUT = _("sans expert")
UNNAMED = _("un expert dont le nom n'est pas connu")
URGENT = _("urgente")
THINGS: Mapping[What, str] = {
    What.ALL: _("Nombre"),
    What.REQUESTS: _("Demandes"),
    What.APPLICATIONS: _("Candidatures"),
    What.SESSIONS: _("Séances"),
    What.EXPERTS: _("Experts"),
}
UPCOMING = _(
    "Seules les séances à venir sont comptées : pour celles qui ont eu lieu, dites quand, par exemple « séances de la semaine dernière »."
)
APPLICATION_LINE = _("{line}, {school}")
EXPERT_LINE = _("{name}, {school}")
# What a chart shows, in words.
OVER_TIME = _("De {begun} ({first}) à {ended} ({last}) ; au plus {most} ({when}).")
LARGEST = _("Le plus grand nombre : {name}, {count} sur {total} ({share} %).")
ALIKE = _("{count} pour chaque {name}, sur {lines} lignes.")
BUTTON_LINES = _("Voir les {count} lignes")
GROUP_ALONE = _("Une seule période : {key}.")
GROUP_LINE = _("{key} : {count}")
WEEK_OF = _("semaine du {day}")
WAVE_OF = _("vague {number}")
NO_WAVE = _("sans vague connue")
NO_KIND = _("type inconnu")
NO_WAVES = _(
    "Je ne connais la vague d'aucun établissement : l'administrateur du service peut les ajouter. Puis redemandez."
)
UNKNOWN_PLACE = _("non connu")
PLACE_AS_WRITTEN = _("L'établissement est celui qui a été écrit dans la candidature.")
DRAFTS_PRIVATE = _("Un brouillon n'est lu que par son auteur : seul leur nombre est connu.")
EXPERTS_UNKNOWN = _(
    "L'établissement n'est connu que des experts nommés après une candidature : {count} sans établissement connu."
)
NO_EXPERT = _("Je ne connais pas d'expert du nom de « {name} ». Écrivez « experts » pour voir leurs noms.")
NOT_KEPT_APPLICATIONS = _(
    "J'ai compris : « {said} », mais cela n'est pas enregistré pour les candidatures. Elles se trient par état, fonction, "
    "vague, département, établissement et jour de dépôt."
)
NOT_KEPT_EXPERTS = _(
    "J'ai compris : « {said} », mais cela n'est pas enregistré pour les experts. Leurs demandes, elles, se comptent : "
    "« demandes ouvertes par expert »."
)
BUTTON_NEXT = _("Voir la suite")
BUTTON_LIST = _("Voir la liste")
BUTTON_SHOW = _("Oui, afficher")
UNDERSTOOD = _("Ai-je bien compris : « {said} » ? Sinon, dites-le autrement.")
UNREAD = _("Je n'ai pas tenu compte de « {words} ».")
DEPARTMENTS: Mapping[str, str] = {
    "04": _("Alpes-de-Haute-Provence (04)"),
    "05": _("Hautes-Alpes (05)"),
    "13": _("Bouches-du-Rhône (13)"),
    "84": _("Vaucluse (84)"),
}
TOTALS: Mapping[What, str] = {
    What.ALL: _("Demandes et candidatures"),
    What.REQUESTS: _("Demandes"),
    What.APPLICATIONS: _("Candidatures"),
    What.SESSIONS: _("Séances"),
    What.EXPERTS: _("Experts"),
}
OPENINGS: Mapping[Op, str] = {
    Op.COUNT: _("Nombre de"),
    Op.TOP: _("Classement des"),
    Op.SUMMARY: _("Bilan des"),
    Op.WHO: _("Qui s'occupe des"),
}
GROUPS: Mapping[Group, str] = {
    Group.STATE: _("par état"),
    Group.DEPARTMENT: _("par département"),
    Group.EXPERT: _("par expert"),
    Group.SUBJECT: _("par objet"),
    Group.WEEK: _("par semaine"),
    Group.MONTH: _("par mois"),
    Group.SCHOOL: _("par établissement"),
    Group.WAVE: _("par vague"),
    Group.FUNCTION: _("par fonction"),
    Group.KIND: _("par type d'établissement"),
}
GROUP_HEADS: Mapping[Group, str] = {
    Group.STATE: _("État"),
    Group.DEPARTMENT: _("Département"),
    Group.EXPERT: _("Expert"),
    Group.SUBJECT: _("Objet"),
    Group.WEEK: _("Semaine"),
    Group.MONTH: _("Mois"),
    Group.SCHOOL: _("Établissement"),
    Group.WAVE: _("Vague"),
    Group.FUNCTION: _("Fonction"),
    Group.KIND: _("Type d'établissement"),
}
MOMENTS: Mapping[Moment, str] = {
    Moment.CREATED: _("créées"),
    Moment.DEPOSITED: _("reçues"),
    Moment.PLANNED: _("prévues"),
    Moment.CLOSED: "",
}
ENDED = _("terminées")
ORDERS: Mapping[Sort, str] = {
    Sort.OLDEST: _("des plus anciennes aux plus récentes"),
    Sort.NEWEST: _("des plus récentes aux plus anciennes"),
    Sort.SOONEST: _("par date de rendez-vous"),
}
# How values read, where the table of fields does not say it.
VALUES: Mapping[str, Mapping[Any, str]] = {"subject": TOPICS}
ASK: Mapping[Why, str] = {
    Why.WORDS: _("Je n'ai pas compris « {words} ». Dites-le autrement, par exemple « demandes ouvertes du 84 », « urgentes non prises »."),
    Why.NO_PREVIOUS: _("Je ne sais pas de quoi il s'agit : rappelez-moi la question entière, par exemple « demandes ouvertes du 84 »."),
    Why.INCOMPLETE_REFERENCE: _("Le numéro {words} est incomplet : il manque les derniers chiffres, comme dans DA-2024-0012."),
    Why.WHICH_SERIES: _("Parlez-vous de la demande n° {words} ou de la candidature n° {words} ? Écrivez « DA {words} » ou « CA {words} »."),
    Why.WHICH_SCHOOL: _("Plusieurs établissements correspondent à « {words} » : {schools}. Précisez la commune ou le code UAI."),
    Why.NO_SUCH_SCHOOL: _("Je ne trouve pas l'établissement « {words} » dans le registre. Donnez son nom, sa commune ou son code UAI."),
    Why.NOT_KEPT: _("Je ne garde rien de tel (« {words} ») : je connais les demandes, leur état, leur établissement et qui les suit."),
    Why.NOT_YET: _("Ces dates sont à venir : rien ne peut encore y correspondre. Pour les séances prévues, écrivez « séances » et le jour."),
    Why.OUTSIDE: _("Le département {words} n'est pas dans l'académie : 04, 05, 13 ou 84."),
}  # fmt: skip


def month(first: date) -> str:
    """Return «janvier 2024»."""
    return long_date(first).split(" ", 2)[2]


def said(query: Query) -> str:
    """Return the query in one sentence, without a final point: «Demandes ouvertes du 84, des plus anciennes…».

    Read again, it gives the same query.
    """
    reference = query.value("reference")
    if reference:
        noun = "Demande" if reference.startswith("DA") else "Candidature"
        who = "Qui s'occupe de la " + noun.lower() if query.op is Op.WHO else noun
        return _(f"{who} {reference}")
    opened = OPENINGS.get(query.op, "")
    words = [_joined(opened, TOTALS[query.what].lower()) if opened else TOTALS[query.what]]
    words += conditions(query)
    if query.period:
        ended = query.period.moment is Moment.CLOSED and not query.values("state")
        words += [ENDED if ended else MOMENTS[query.period.moment], _days(query.period)]
    if query.group_by:
        words.append(GROUPS[query.group_by])
    sentence = " ".join(filter(None, words))
    if query.sort:
        sentence += ", " + ORDERS[query.sort]
    if query.limit:
        first = ("premiers", "le premier") if query.what is What.EXPERTS else ("premières", "la première")
        sentence += f", les {query.limit} {first[0]}" if query.limit > 1 else f", {first[1]}"
    return _(sentence)


def _joined(opening: str, noun: str) -> str:
    """Return the two with the vowel left out that French leaves out: «Nombre d'experts»."""
    elided = opening.endswith(" de") and noun[0] in "aeiouyéèêh"
    return f"{opening[:-1]}'{noun}" if elided else f"{opening} {noun}"


WITHOUT_FILTER = _("Enlever « {filter} »")
WITHOUT_FILTERS = _("Enlever tous les filtres")
NO_FILTER = _("Aucun filtre n'est en cours : votre prochaine question repart de zéro.")


def filter_said(query: Query) -> str:
    """Return the one filter that narrows ``query``, as it is said: «à Gap», «urgentes», «créées le lundi 5 février 2024»."""
    days = [MOMENTS[query.period.moment], _days(query.period)] if query.period else []
    return _(" ".join(filter(None, [*conditions(query), *days])))


def conditions(query: Query) -> list[str]:
    """Return what the question is narrowed to, one part for each condition, in the order in which it is said."""
    rank = {name: at for at, name in enumerate(FIELDS)}
    said = sorted(query.where, key=lambda one: min(rank[part.field] for part in compared(one)))
    return [_condition(query, one) for one in said]


def _condition(query: Query, condition: Condition) -> str:
    if isinstance(condition, Or):
        return " ou ".join(_condition(query, one) for one in condition.any)
    (compare,) = compared(condition)
    field = FIELDS[compare.field]
    out = isinstance(condition, Not)
    whole = [field.whole[one] for one in compare.values if one in field.whole]
    values = [_value(field, one) for one in _values_of(compare) if one not in field.whole]
    told = [field.told(values, out=out, in_state=query.aged_in_state)] if values else []
    return " et ".join([*told, *(field.without.format(one) if out else one for one in whole)])


def _values_of(compare: Compare) -> Sequence[object]:
    if compare.field != "age":
        return compare.values
    days, hours = compare.values
    parts = [counted(count, noun) for count, noun in ((days, "jour"), (hours, "heure")) if count]
    return [" et ".join(parts or [counted(0, "jour")])]


def _value(field: FilterField, value: object) -> str:
    return field.words.get(value) or VALUES.get(field.name, {}).get(value) or str(value)


def _days(period: Period) -> str:
    start, end = period.start, period.end
    if start and start == end:
        return f"le {long_date(start)}"
    if start and end:
        return f"du {bare_date(start)} au {bare_date(end)}"
    return f"à partir du {bare_date(start)}" if start else f"jusqu'au {bare_date(end)}" if end else ""


# --- A day: its sessions, what is to be taken up again, who is there.

TITLE = _("Votre journée du {day}")
SESSIONS = _("Rendez-vous : {count}")
BACK = _("À reprendre : {count}")
TO_GIVE = _("À attribuer : {count}")
TO_EXAMINE = _("À examiner : {count}.")
DAY_WITHOUT = _("Suivies sans rendez-vous : {count}")
DAY_MORE = _("Et {count}.")
WAITING = _("{count} d'un expert, dont urgentes : {urgent}.")
WAITS = (_("demande attend la prise en charge"), _("demandes attendent la prise en charge"))
ON_CALL = _("De permanence : {names}.")
AWAY = _("Absences aujourd'hui : {names}.")
OWN_AWAY = _("Votre absence : {days}.")
DAY_UNNAMED = _("un expert")
BUTTON_MINE = _("Voir mes demandes")
DAILY = _("Pour la recevoir d'elle-même : « ma journée chaque matin ».")


# --- Measures and exports.

LAST_DAYS = _("Sans période dite, ce sont les {days} derniers jours.")
NOTHING = _("Aucune demande ne se mesure ainsi sur cette période. Dites-en une autre, par exemple « et en janvier ? ».")
FIGURE_TITLE = _("{measure} : {said}")
NOW_OPEN = _("Ce qui est ouvert maintenant, quelle que soit la période.")
HEADS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.DELAY: (_("Médiane"), _("9 sur 10"), _("Nombre")),
    MeasureKind.SHARE: (_("Part"), _("Nombre")),
    MeasureKind.SCORE: (_("Moyenne sur 5"), _("Réponses")),
    MeasureKind.MINUTES: (_("Durée"), _("Séances")),
    MeasureKind.NUMBER: (_("En cours"),),
}
LABELS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.DELAY: (_("médiane"), _("9 sur 10 en moins de"), _("demandes")),
    MeasureKind.SHARE: (_("part"), _("demandes")),
    MeasureKind.SCORE: (_("moyenne sur 5"), _("réponses")),
    MeasureKind.MINUTES: (_("durée"), _("séances")),
    MeasureKind.NUMBER: (_("en cours"),),
}
COUNTED = frozenset((_("demandes"), _("réponses"), _("séances"), _("en cours")))  # Said after their number.
BEFORE = _("Sur la période d'avant, {days} : {value}.")
NO_BEFORE = _("Rien à comparer sur la période d'avant, {days}.")
WORKING = _(
    "Délais en heures ouvrées, de 8 h à 18 h les jours ouvrés ; l'attente n'est pas comptée dans la résolution."
)
NOT_BY_PERSON = _(
    "{measure} ne s'affiche pas par expert : un avis ou un refus ne classe pas des personnes. Demandez-le par objet, par "
    "département ou par mois."
)

# The title of a chart over time says the unit of its numbers.
CHARTS = {
    MeasureKind.DELAY: _("{measure}, médiane en heures ouvrées"),
    MeasureKind.MINUTES: _("{measure}, en heures"),
    MeasureKind.SHARE: _("{measure}, en pour cent"),
}


# --- The health of the service.

HEALTH_TITLE = _("Santé du service")
ALL_WELL = _("Toutes les notifications sont parties.")
PENDING = _("En attente d'envoi : {count}, la plus ancienne depuis le {since}.")
PROBLEMS = _("À regarder : {count}.")
ROW = _("{state} : {kind}, le {date} (n° {id})")
HEALTH_MORE = _("{count} de plus s'afficheront quand celles-ci auront été traitées.")
RETRY = _("Renvoyer la n° {id}")
RETRIED = _("La notification n° {id} repart.")
NOT_RETRIED = _("La notification n° {id} n'est plus à renvoyer : elle est partie, ou un collègue s'en est occupé.")
OTHER_KIND = _("notification")
STATES = {
    "uncertain": _("Message peut-être reçu"),
    "blocked": _("Personne à prévenir par téléphone"),
    "dead": _("Message non envoyé"),
}


# --- The search box of the app.

COMMAND = _("Chercher une demande ou un cas")
COMMAND_ABOUT = _(
    "Pour les experts et le SA EPLE : demandes par numéro, établissement, objet ou état ; cas résolus par leurs mots"
)
BOX = _("Établissement, objet, n° ou cas")
BOX_ABOUT = _("Par exemple « Mignet tréso », « DA-2024-0012 », « urgente nouvelle », « cas régie »")
LOOKUP_NONE = _(
    "Aucune demande, aucun cas ne correspond. Essayez un numéro, un établissement, un objet, un état, ou « cas » et un mot."
)
LOOKUP_NO_MORE = _("Il n'y en a pas d'autre.")
LOOKUP_TITLE = _("Demande {reference}")
CASE_PREVIEW = _("{title}, {topic}")
PREVIEW = _("{reference}, {school}")
STATE = _("{state} depuis le {since}")
SCHOOL = _("Établissement")
SUBJECT = _("Objet")
STANDS = _("État")
LOOKUP_ROW = _("{label} : {value}")
AS_OF = _("Tel que le {day} ; pour la suivre, tapez son numéro à l'assistant.")


# --- «statut»: the figures of the week, what comes first, the appointments of the day, the applications.

# What stands under each number, and how it is read aloud.
OPEN, CAME, SUMMARY_ENDED, TAKEN = _("ouvertes"), _("reçues"), _("terminées"), _("attente")
OWN_OPEN = _("en cours")
ALOUD = {
    OPEN: _("Demandes ouvertes"),
    OWN_OPEN: _("Vos demandes en cours"),
    CAME: _("Reçues en 7 jours"),
    SUMMARY_ENDED: _("Terminées en 7 jours"),
    TAKEN: _("Délai médian de prise en charge, en 7 jours"),
}
SEVEN_DAYS = _("Reçues, terminées et attente : sur 7 jours.")
AGAINST = _("Sur 7 jours, comparés aux 7 d'avant.")
SUMMARY_MORE, LESS, SAME = _("+{by}"), _("−{by}"), _("stable")
SPOKEN = _("{label} : {value}, {before} sept jours plus tôt")
SPOKEN_ALONE = _("{label} : {value}")
NONE_TAKEN = _("–")
FIRST = _("À traiter d'abord")
SUMMARY_URGENT = _("urgentes non prises : {count}")
UNTAKEN = _("non prises à temps : {count}")
IDLE = _("sans nouvelle : {count}")
NOTHING_FIRST = _("Rien d'urgent sans expert, rien en retard.")
APPLICATIONS_HEAD = _("Candidatures")
BY_STATE_HEAD = _("Demandes par état")
TODAY = _("Rendez-vous du jour")
NO_SESSION = _("Aucun rendez-vous aujourd'hui.")
SESSION = _("{hour} · {place}")
NONE_OPEN = _("Aucune demande ouverte.")
MINE = _("Vos demandes en cours")
NONE_HELD = _("Vous ne suivez aucune demande.")
FREE = _("Demandes libres")
NONE_FREE = _("Aucune demande n'attend d'expert.")
SOME = _("{head} : {shown} sur {total}")
CLOSES = _("clôture {when}")
CLOSED = _("appel clos")
WEEKS = _("Demandes reçues par semaine : de {first} à {last} en {count} semaines, au plus {most}.")
WEEKS_TITLE = _("Reçues par semaine")
BUTTON_WEEKS = _("Voir les semaines")
BUTTON_UNTAKEN = _("Voir les libres")
SUMMARY_BUTTON_MINE = _("Voir les miennes")
SUMMARY_WEEK_OF = _("Semaine du")
# What is told where alerts come late: after a stop of the assistant, or with requests of another system.
BACKLOG = _("Des demandes sont en retard : {count}")
BACKLOG_MORE = _("Leur délai est passé depuis plus d'un jour ouvré : notez où elles en sont, deux mots suffisent.")
BACKLOG_LABEL = _("demandes en retard, en une fois")
BUTTON_LATE = _("Voir les retards")


# --- Subscriptions: what was understood, the list, each answer.

DAYS: Mapping[int, str] = dict(
    enumerate((_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche")))
)
EACH_DAY = _("chaque jour à {at}")
EACH = _("chaque {days} à {at}")
ABOVE = _("au-delà de {above}")
OPEN_DAYS = _("Rien ne part les week-ends ni les jours fériés.")
OPEN_HOURS = _("Rien ne part hors des heures ouvrées : ce qui dépasse encore à la reprise est dit alors.")
CLOSED_TOO = _("Les week-ends et les jours fériés aussi.")
DAY = _("votre journée")
SUBSCRIPTION_ASK = _("Vous abonner à « {said} », {when} ?")
ONCE = _("Un dépassement est dit une fois ; il faut repasser à {above} ou moins pour que le suivant le soit.")
BUTTON_YES = _("Oui, m'abonner")
BUTTON_NO = _("Non, merci")
DONE = _("C'est noté : « {said} », {when}. « mes abonnements » les montre et les arrête.")
DECLINED = _("Entendu : aucun abonnement n'est créé.")
# By whether requests for assistance are taken.
WHAT = {
    True: _(
        "À quoi vous abonner ? Dites la question avec le moment, par exemple « chaque lundi à 8 h les demandes en retard », "
        "ou « préviens-moi au-delà de 5 demandes non prises »."
    ),
    False: _(
        "À quoi vous abonner ? Dites la question avec le moment, par exemple « chaque lundi à 8 h les candidatures déposées »."
    ),
}
NOT_LASTING = _(
    "Je ne sais pas refaire cette question d'un jour à l'autre : les dates qu'elle nomme ne suivent pas de règle. Dites par "
    "exemple « d'hier », « de la semaine dernière », « depuis le 1er janvier »."
)
NOT_SO = _("On peut s'abonner à une liste, à un compte ou à une mesure, pas à cela.")
NOT_COUNTED = _("Un seuil porte sur ce que l'on compte dans une liste, pas sur cela.")
TOO_MANY = _("Vous avez déjà {most} abonnements : arrêtez-en un d'abord, avec « mes abonnements ».")
LIST = _("Vos abonnements")
SUBSCRIPTION_NONE = {
    True: _("Vous n'avez aucun abonnement. Dites par exemple « chaque lundi à 8 h les demandes en retard »."),
    False: _("Vous n'avez aucun abonnement. Dites par exemple « chaque lundi à 8 h les candidatures déposées »."),
}
SUBSCRIPTION_LINE = _("N° {number} : « {said} », {when}")
NEXT = _("prochaine fois le {when}")
PASSED = _("dépassé en ce moment")
BUTTON_STOP = _("Arrêter le n° {number}")
BUTTON_STOP_ALL = _("Tout arrêter")
STOPPED = _("L'abonnement n° {number} est arrêté.")
STOPPED_ALL = _("Vos abonnements sont arrêtés : {count}.")
NOT_THERE = _("Cet abonnement n'existe plus : rien n'a été modifié.")
SUBSCRIPTION_WHICH = _("Lequel arrêter ?")
HEAD = _("Votre abonnement n° {number}, {when}")
OVER = _("Seuil dépassé : plus de {above}.")
LABEL = _("abonnement")
