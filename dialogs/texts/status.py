"""What is said around status questions: the question said back, what is asked back, the empty list."""

from collections.abc import Mapping
from datetime import date

from dialogs.texts.topics import TOPICS
from knowledge.french import listed, long_date
from knowledge.french import typeset as _
from knowledge.request import Topic
from knowledge.status.query import Group, Op, Period, PeriodField, Query, Sort, What, Why

REFUSED = _(
    "Je ne peux pas répondre à cette question : elle est réservée à d'autres rôles. Pour vos demandes, écrivez « mes demandes »."
)
NONE = _("Rien ne correspond.")
COUNT = _("{count} au total.")
MORE = _("Les {shown} premières sont montrées, sur {total}.")
LINE = _("{reference}, {school}, {topic} : {state}, {holder}, depuis le {since}")
LINE_SLOT = _("{reference}, {school}, {topic} : le {slot}, {holder}")
APPLICATION_LINE = _("{reference}, {name} : {state}")
GROUP_LINE = _("{key} : {count}")
NO_EXPERT = _("Je ne connais pas d'expert du nom de « {name} ».")
CANNOT = _(
    "J'ai compris : « {said} », mais je ne sais pas encore le calculer pour les candidatures ou les experts. Écrivez « candidatures » ou « experts »."
)
WITHOUT = _("sans expert")
URGENT = _("urgente")
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
    Group.SUBJECT: _("par sujet"),
    Group.WEEK: _("par semaine"),
    Group.MONTH: _("par mois"),
    Group.SCHOOL: _("par établissement"),
}
FIELDS: Mapping[PeriodField, str] = {
    PeriodField.CREATED: _("créées"),
    PeriodField.DEPOSITED: _("reçues"),
    PeriodField.PLANNED: _("prévues"),
    PeriodField.CLOSED: "",
}
STATES: Mapping[str, str] = {
    "nouvelle": _("à l'état nouvelle"),
    "attribuée": _("attribuées"),
    "planifiée": _("planifiées"),
    "en attente": _("en attente"),
    "résolue": _("résolues"),
    "close": _("closes"),
    "annulée": _("annulées"),
    "ouvertes": _("ouvertes"),
    "non prises": _("non prises"),
    "en retard": _("en retard"),
    "brouillon": _("en brouillon"),
    "déposée": _("à l'état déposée"),
    "à compléter": _("à compléter"),
    "en instruction": _("en instruction"),
    "retenue": _("retenues"),
    "non retenue": _("non retenues"),
    "sans suite": _("sans suite"),
    "retirée": _("retirées"),
    "expirée": _("expirées"),
}
ASK: Mapping[Why, str] = {
    Why.WORDS: _("Je n'ai pas compris « {words} ». Dites-le autrement, par exemple « demandes ouvertes du 84 », « urgentes non prises »."),
    Why.NO_PREVIOUS: _("Je ne sais pas de quoi il s'agit : rappelez-moi la question entière, par exemple « demandes ouvertes du 84 »."),
    Why.INCOMPLETE_REFERENCE: _("Le numéro {words} est incomplet : il manque les derniers chiffres, comme dans DA-2024-0012."),
    Why.WHICH_SERIES: _("Parlez-vous de la demande n° {words} ou de la candidature n° {words} ? Écrivez « DA {words} » ou « CA {words} »."),
    Why.WHICH_SCHOOL: _("Plusieurs établissements répondent à « {words} » : {schools}. Précisez la commune ou le code UAI."),
    Why.NO_SUCH_SCHOOL: _("Je ne trouve pas l'établissement « {words} » dans le registre. Donnez son nom, sa commune ou son code UAI."),
    Why.NOT_KEPT: _("Je ne garde rien de tel (« {words} ») : je connais les demandes, leur état, leur établissement et qui les suit."),
    Why.NOT_YET: _("Ces dates sont à venir : rien ne peut encore y correspondre. Pour les sessions prévues, écrivez « sessions » et le jour."),
    Why.OUTSIDE: _("Le département {words} n'est pas dans l'académie : 04, 05, 13 ou 84."),
}  # fmt: skip


def said(query: Query) -> str:
    """Return the query in one sentence, without a final point: «Demandes ouvertes du 84, des plus anciennes…»."""
    if query.reference:
        noun = "Demande" if query.reference.startswith("DA") else "Candidature"
        return _(f"{noun} {query.reference}")
    opened = OPENINGS.get(query.op, "")
    words = [opened, TOTALS[query.what].lower()] if opened else [TOTALS[query.what]]
    words += [*_which(query), *_where(query)]
    if query.period:
        words += [FIELDS[query.period.field], _days(query.period)]
    if query.group_by:
        words.append(GROUPS[query.group_by])
    sentence = " ".join(filter(None, words))
    if query.sort:
        sentence += ", " + (
            "des plus anciennes aux plus récentes"
            if query.sort is Sort.OLDEST
            else "des plus récentes aux plus anciennes"
        )
    if query.limit:
        sentence += f", les {query.limit} premières" if query.limit > 1 else ", la première"
    return _(sentence)


def _which(query: Query) -> list[str]:
    subjects = [TOPICS[Topic(one)] for one in query.subjects]
    return [
        listed([STATES[state] for state in query.states]),
        {True: "urgentes", False: "non urgentes", None: ""}[query.urgent],
        f"de {query.function}" if query.function else "",
        f"de la vague {query.wave}" if query.wave else "",
        f"au sujet « {listed(subjects)} »" if subjects else "",
    ]


def _where(query: Query) -> list[str]:
    return [
        f"de l'établissement {query.school}" if query.school else "",
        f"à {listed(query.places)}" if query.places else "",
        f"du {listed(query.departments)}" if query.departments else "",
        f"de l'expert {query.expert}" if query.expert else "",
        f"depuis plus de {query.older_than_days} jours" if query.older_than_days is not None else "",
    ]


def _days(period: Period) -> str:
    start, end = period.start, period.end
    if start and start == end:
        return f"le {long_date(start)}"
    if start and end:
        return f"du {_short(start)} au {_short(end)}"
    return f"à partir du {_short(start)}" if start else f"jusqu'au {_short(end)}" if end else ""


def _short(day: date) -> str:
    return long_date(day).partition(" ")[2]
