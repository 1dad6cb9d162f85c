"""What is said around status questions: the question said back, what is asked back, the empty list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.core.topic_texts import TOPICS
from knowledge.french import bare_date, counted, long_date
from knowledge.french import typeset as _
from knowledge.understanding.fields import FIELDS, FilterField, What
from knowledge.understanding.query import (
    Compare,
    Condition,
    Group,
    Moment,
    Not,
    Op,
    Or,
    Period,
    Query,
    Sort,
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
GROUP_LINE = _("{key} : {count}")
WEEK_OF = _("semaine du {day}")
WAVE_OF = _("vague {number}")
NO_WAVE = _("sans vague connue")
NO_WAVES = _(
    "Le registre ne dit la vague d'aucun établissement : complétez-le par « schools import » (colonnes UAI et vague), puis "
    "redemandez."
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
