"""Words that change nothing of what is asked of a thing that is named: those of asking, and those that go with the thing.

«Est-ce que je peux encore envoyer mon dossier le 6 juin ?» asks of a day what «le 6 juin ?» asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from knowledge.call import Call, Fact, ThingNamed, types_of
from knowledge.understanding.choices import stem
from knowledge.understanding.intent.normalise import words

_N = ThingNamed

# Words that change nothing of any question.
PLAIN = frozenset((
    "a", "academique", "academiques", "agent", "agents", "ai", "allez", "allons", "alors", "appel", "as", "au", "aura",
    "aurai", "auraient", "aurait", "aurez", "auriez", "aurons", "auront", "aux", "avec", "avoir", "bel", "bien", "bjr",
    "bon", "bonjour", "c", "ca", "candidat", "candidate", "candidates", "candidats", "ce", "ceci", "cela", "celle",
    "celui", "ces", "cet", "cette", "ceux", "chez", "comme", "confirmer", "confirmez", "d", "dans", "de", "demande",
    "demander", "des", "devra", "devrai", "devrons", "dire", "dis", "dites", "dois", "doit", "doivent", "donc", "donne",
    "donnez", "du", "elle", "elles", "en", "entre", "es", "est", "et", "etait", "etes", "etre", "eu", "eux", "exact",
    "exactement", "existe", "expert", "experts", "faire", "fait", "faudra", "faudrait", "faut", "fera", "ferai", "gens",
    "grace", "hein", "il", "ils", "info", "information", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m",
    "ma", "madame", "mais", "me", "merci", "mes", "mission", "missions", "mme", "moi", "mon", "monsieur", "mr", "n",
    "nos", "notre", "nous", "on", "ont", "op", "opale", "oui", "par", "personnes", "peut", "peuvent", "peux", "plait",
    "possible", "pour", "pourra", "pourrai", "pourrais", "pourrait", "pourrons", "pourront", "pouvez", "pr", "prevu",
    "prevue", "prevus", "puis", "qu", "que", "question", "qui", "renseignement", "retenu", "retenue", "retenues",
    "retenus", "s", "sa", "savoir", "se", "sera", "serai", "seraient", "serait", "serons", "seront", "ses", "soient",
    "soit", "sommes", "son", "sont", "stp", "suis", "svp", "t", "ta", "tant", "te", "tes", "ton", "tous", "tout",
    "toute", "toutes", "tu", "un", "une", "va", "vais", "veut", "veux", "voila", "voir", "vont", "vos", "votre",
    "voudrais", "vous", "vraiment", "y", "ya",
))  # fmt: skip

# What asks whether something has to be so, where a yes would say that it may.
OBLIGES = frozenset((
    "faut", "faudra", "faudrait", "dois", "doit", "doivent", "devra", "devrai", "devrons", "devrait", "falloir",
    "obligatoire", "obligatoirement",
))  # fmt: skip
NOT = frozenset(("ne", "n", "pas", "sans", "jamais", "aucun", "aucune", "rien", "non", "ni", "sauf", "moins"))
# What asks of a day whether it is past the last one: what is yes of the day is then no.
TOO_LATE = ("trop tard", "tard", "hors delai", "hors delais", "mort", "cuit", "foutu", "fichu", "rape")

_SENDING = (
    "envoy*", "envoi*", "depos*", "depot*", "candidat*", "postul*", "transm*", "remet*", "remis*", "rendre", "inscri*",
    "accept*", "recevable*", "passe", "marche", "ok", "encore", "temps", "jouable", "valable", "jusqu*",
)  # fmt: skip
_CARRIED = (
    "dossier*",
    "candidature*",
    "courriel*",
    "mail*",
    "lettre*",
    "motivation",
    "piece*",
    "formulaire*",
    "fiche*",
)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "soir", "matin", "midi", "minuit", "inclus", "compris", "si")  # fmt: skip
_LAST = ("date*", "limite*", "cloture*", "echeance*", "deadline", "delai*", "dernier*", "jour", "fin", "ferme*", "clos*", "termine*", "arrete*", "reception")  # fmt: skip
_MONEY = (
    "euro*", "somme*", "montant*", "indemni*", "prime*", "remuner*", "paye*", "touche*", "gagne*", "percoi*", "percev*",
    "recoi*", "recev*", "verse*", "argent", "gratification*", "forfait*", "compensation*", "bourse*", "subvention*",
)  # fmt: skip
# The unit of a sum: it changes nothing where the answer says it too.
_UNITS = frozenset((
    "an", "ans", "annee", "annees", "annuel", "annuelle", "annuels", "annuelles", "mois", "mensuel", "mensuelle", "heure",
    "heures", "horaire", "trimestre", "semaine", "jour", "seance", "brut", "bruts", "brute", "net", "nets", "nette",
))  # fmt: skip
_SAY_MORE = _UNITS | OBLIGES | NOT  # Never neutral for standing in a title.
_APPLYING = (
    "candidat*", "depos*", "postul*", "eligible*", "recevable*", "concerne*", "ouvert*", "droit", "accept*", "admis*", "inscri*",
    "particip*", "present*", "devenir", "deven*", "vise*", "compt*", "cite*", "ok", "marche", "passe", "aussi",
    "egalement", "place", "profil", "dossier*", "inclus*",
)  # fmt: skip
_WORKING = (
    "travaill*", "exerc*", "boss*", "enseign*", "poste", "affecte*", "nomme*", "academie*", "etablissement*", "lycee*",
    "college*", "ecole*", "collegue*",
)  # fmt: skip
_MAILS = ("adresse*", "boite*", "ecri*", "destinataire*", "bonne", "envoie", "a")

# What goes with each kind of thing. A question for the last day itself («la date limite est le 30 mai ?») is no question
# whether something may be sent that day, and the other way round.
_WITH: Mapping[ThingNamed, tuple[str, ...]] = {
    _N.IN_TIME: (*_SENDING, *_CARRIED, *_DAYS),
    _N.LATE: (*_SENDING, *_CARRIED, *_DAYS, "date*", "limite*", "echeance*", "delai*"),
    _N.LAST_DAY: (*_SENDING, *_CARRIED, *_DAYS, *_LAST),
    _N.OTHER_DAY: ("candidature*", "dossier*", *_DAYS, *_LAST),
    _N.SUM: _MONEY,
    _N.OTHER_SUM: _MONEY,
    _N.HERE: (*_APPLYING, *_WORKING),
    _N.ELSEWHERE: (*_APPLYING, *_WORKING),
    _N.ADDRESSED: (*_APPLYING, "collegue*"),
    _N.NOT_ADDRESSED: (*_APPLYING, "collegue*"),
    _N.MAIL: (*_SENDING, *_CARRIED, *_MAILS),
    _N.OTHER_MAIL: (*_SENDING, *_CARRIED, *_MAILS),
}
# Which kinds say that something may be so: what asks whether it has to be, or is so of nothing else, is not answered.
ALLOWS = frozenset((_N.IN_TIME, _N.LATE, _N.LAST_DAY, _N.HERE, _N.ELSEWHERE, _N.ADDRESSED, _N.NOT_ADDRESSED))
_SAME_AS_SENDING = frozenset((_N.IN_TIME, _N.OTHER_DAY))  # Their fact's own title is of the last day, or of sending.
MAY = frozenset(("peut", "peux", "peuvent", "puis", "pourra", "pourrai", "pourrais", "pourrait", "possible", "bon"))


def goes_with(named: ThingNamed) -> tuple[str, ...]:
    """Return the words, «*» for any ending, that change nothing of what is asked of such a thing."""
    return _WITH[named]


def sends() -> tuple[str, ...]:
    """Return the words of sending, of which one makes «le 20 mai» a day on which something is sent."""
    return _SENDING


def of_entry(fact: Fact | None, call: Call, named: ThingNamed) -> frozenset[str]:
    """Return the stems of the words that change nothing either: of what the call looks for, and of the fact's own question.

    The units of a sum too, where the answer says them.
    """
    whom = (call.call.title, *_whom(call))
    if fact is None:
        return _stems(whom, (), "")
    own = () if named in _SAME_AS_SENDING else (fact.title, fact.question, *types_of(fact))
    return _stems(whom, own, fact.answer if named in _MONEY_NAMED else "")


def whom_of(call: Call) -> frozenset[str]:
    """Return the stems of the words for those whom the call looks for: they change nothing of any question."""
    return _stems(_whom(call), (), "")


def _whom(call: Call) -> tuple[str, ...]:
    mission = call.application.mission if call.application else ""
    return (call.call.role, mission, *call.call.names)


_MONEY_NAMED = frozenset((_N.SUM, _N.OTHER_SUM))


@lru_cache(maxsize=512)
def _stems(whom: tuple[str, ...], own: tuple[str, ...], answer: str) -> frozenset[str]:
    said = _words(whom) | _words(one.replace("_", " ") for one in own)
    return frozenset(stem(word) for word in (said - _SAY_MORE) | (_words((answer,)) & _UNITS))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text)}
