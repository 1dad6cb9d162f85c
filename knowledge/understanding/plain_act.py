"""Whether a sentence is an act and nothing else: its own verb, its file, and no word that says more.

Such a sentence may be carried out at once. Any other one that likely means an act is shown to its writer first: a remark
(«la 8 est urgente»), a question, a condition or a negation does nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from knowledge.application import ApplicationMove
from knowledge.request import RequestMove
from knowledge.time.moments import moments
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.numbers import NAMES
from knowledge.understanding.references import references
from knowledge.understanding.teaming import TeamAct

_R, _A = RequestMove, ApplicationMove

_CANNOT = r"ne (?:peux|pourrai|vais) (?:pas|plus) (?:pouvoir )?(?:la |le |l'|m'en )?(?:suivre|prendre|traiter|gerer|occuper|charger)"
# The words that are an act's own, as patterns over the evened text (``evened``: lower case, no accents).
_OWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        _R.TAKE: r"(?:re)?pren(?:ds?|dre|ez|drai)|m'en (?:occupe|charge)|m'(?:occupe|charge)|(?:c'est |est |c )?pour (?:moi|ma pomme)|je m['’ ]?en (?:occupe|charge)|jm en (?:occupe|charge)|jm ?(?:occupe|charge)|repars? dessus|mets?[- ]moi (?:dessus|sur)|prise en charge|c'est moi qui|a moi|m'y colle|m'y mets"
        r"|(?:s')?occupe|gere|recupere|traite|suis dessus|en charge|mets (?:la )?a mon nom|(?:m'|me l')?(?:attribue|affecte)\w*(?:[ -](?:la[ -])?moi)?",
        _R.RELEASE: rf"{_CANNOT}|liber\w+|lache|laisse|rends?|relache|remets? (?:dans|au) (?:la file|pot)",
        _R.ASSIGN: r"(?:re)?(?:attribu|affect|confi)\w*|donn(?:es?|er|ez)|(?:re)?pass(?:es?|er|ez)|(?:c'est |est )?pour|refil\w+|bascul\w+|transfer\w+|transm\w+|mets?|mettre|oriente\w*|design\w+",
        _R.REASSIGN: r"(?:re)?(?:attribu|affect|confi)\w*|donn(?:e|er|ez)|(?:re)?pass(?:e|er|ez)|(?:c'est |est )?pour|refil\w+|bascul\w+|transfer\w+",
        _R.PLAN: r"planifi\w+|rdv|rendez[- ]vous|cal(?:e|er|ez)|fix\w+|programm\w+|seance|session|visio|creneau|prevo\w+|(?:je )?note",
        _R.OFFER_SLOTS: r"propos\w+|offr\w+|ou",
        _R.MOVE_SLOT: r"deplac\w+|report\w+|decal\w+|repouss\w+|avanc\w+|boug\w+|passe|rdv|rendez[- ]vous|seance|session|visio|change\w*|chang\w+",
        _R.CANCEL_SLOT: r"annul\w+|supprim\w+",
        _R.CHOOSE_SLOT: r"me va|m'irait|va(?:is)?|prends|choisis|prefere|ok|d'accord|convient|parfait|plutot|sera|bien",
        _R.SLOT_HELD: r"(?:a|ont) (?:bien )?eu lieu|est (?:faite|passee)|s'est (?:bien )?(?:passee?|tenue?)|tenue|on l'a (?:faite|tenue)|c'est fait|faite?",
        _R.SLOT_MISSED: r"n'a pas (?:pu )?(?:eu|avoir) lieu|pas eu lieu|n'est pas venue?|personne(?: n'(?:est|etait|a) \w+)?|absente?s?|pas venus?|annulee",
        _R.START_SESSION: r"demarr\w+|commenc\w+|lanc\w+|debut\w+|c'est parti|on y va",
        _R.END_SESSION: r"termin\w+|fini\w*|acheve\w*|stop\w*|fin",
        _R.PUT_ON_HOLD: r"(?:re)?(?:mets?|mett\w+)(?= .*\ben (?:attente|pause|suspens|stand-?by)\b)|(?:en )?attente|attends|suspend\w*|pause|standby|stand-by",
        _R.RESUME: r"repren\w+|repris\w*|relanc\w+|debloqu\w+|sors? d'attente|remets? en (?:route|cours)|repars? dessus",
        _R.RESOLVE: r"res(?:ous|olu\w*|oud\w*|olvons)|regl(?:e|ee|er|ez|es|ees)|termin(?:e|ee|er|es)|clo(?:s|se|re|tur\w+)|ferm(?:e|ee|er|ez)|fini\w*|solutionn\w+"
        r"|c'est (?:bon|ok|fait)|ok|bouclee?s?|traitee?s?|faite?",
        _R.CONFIRM: r"res(?:olu\w*)|regl(?:e|ee|es)|marche\w*|fonctionne\w*|remarche\w*|refonctionne\w*|c'est (?:bon|ok|parfait|nickel|fait)|tout est bon|nickel|impec\w*|parfait"
        r"|confirm\w+|ferm(?:er|ez|e)|clo(?:s|re|turer?|turez)|ca y est|repar\w+|rentr\w+ dans l'ordre|debloqu\w+|bon",
        _R.AGREE: r"(?:ca |cela )?me (?:va|convient)|accord|accept\w+|autoris\w+|partag\w+|ok|d'accord|consen\w+|pas de (?:souci|probleme)|agree",
        _R.TAKE_BACK: r"retir\w+|annul\w+|repren\w+",
        _R.WITHDRAW: r"retir\w+|annul\w+|supprim\w+|abandonn\w+",
        _R.CANCEL: r"annul\w+|supprim\w+|class\w+ sans suite",
        _R.REOPEN: r"r(?:e)?ouvr\w+|reouvr\w+|rouver\w*",
        _R.RATE: r"note|avis|mets|donne\w*|etoiles?|sur 5|\d",
        _R.NUDGE: r"relanc\w+|rappel\w+",
        "make_urgent": r"urgen\w+|prioritaires?|passe\w*|mets|mettre|mettez|devient|devenue?|maintenant|desormais|rends?|signale\w*",
        _R.TELL_BY_PHONE: r"prevenue?s?|appelee?s?|telephon\w+|jointe?s?",
        _A.EXAMINE: r"instrui\w+|examin\w+|examen|etudi\w+|instruction|lanc\w+|pass(?:e|er|ez)|met(?:s|tez|tre)",
        _A.ACCEPT: r"retien\w*|reten\w+|accept\w+|valid\w+",
        _A.REJECT: r"refus\w+|rejet\w+|ecart\w+|ne (?:pas )?reten\w+|ne retien\w+ pas",
        _A.DROP: r"sans suite|class\w+",
        _A.APPOINT: r"nomm\w+|design\w+",
        _A.ANNOUNCE: r"annonc\w+|publi\w+|communiqu\w+",
        _A.REVIEW_AGAIN: r"reexamin\w+|reinstrui\w+|rouvr\w+|reouvr\w+|revoi\w+|repren\w+",
        _A.ASK_COMPLEMENT: r"complement\w*|complet\w+|demand\w+",
        _A.WITHDRAW: r"retir\w+|annul\w+",
        _A.STAND_DOWN: r"desist\w+|renonc\w+",
    }
)
_OWN: dict[str, re.Pattern[str]] = {act: re.compile(rf"\b(?:{words})(?!\w)") for act, words in _OWN_WORDS.items()}
# What makes a sentence more than an act: a question, a condition, a negation, hearsay, a doubt, a time that is not now.
_MORE = re.compile(
    r"\?|\b(?:ne|n'|pas|jamais|plus rien|ni|sans|si|s'il|s'ils|quand|lorsqu\w*|des que|apres que|avant que|tant que|pourquoi|comment|combien|est-ce|est ce|qu'est"
    r"|faut-il|faudra\w*|devra\w*|devr\w+|peut-etre|peut etre|presque|failli|aurait|aurais|serait|pourrait|voulais|allais|hesite|penserai?|crois|pense|parait|il parait"
    r"|selon|d'apres|dit que|disent|deja|encore|toujours|on m'a|m'a dit|ou bien|soit|ou (?:la|le|les|du|de|a)|hier|autrefois|attends|attendez|pardon|oups|erreur)\b"
)
# What somebody else has done is told, and not asked for: «Perrot a libéré la 4».
_SOMEBODY = re.compile(r"\b(?:il|elle|ils|elles|on) (?:l'|les |la |le |s'est |se sont )?(?:a|ont|avait|avaient)\b")
_SOMEBODY_NAMED = re.compile(r"[A-ZÀ-Þ][\w’'-]+ (?:l['’]|les |s['’]est )?(?:a|ont|avait|aurait) \w")
_OF_OTHERS = frozenset((_R.SLOT_HELD, _R.SLOT_MISSED, _R.CONFIRM, _R.TELL_BY_PHONE, _R.REPLY))
# «non» takes a sentence back wherever it stands but at its beginning, where it answers.
_NO_LATER = re.compile(r"(?<!^)\bnon\b")
# What is said of the team denies by itself: «Perrot n'est plus de permanence».
_DENIES = re.compile(r"\bne\b|\bn'|\bpas\b")
_MORE_BUT: dict[str, re.Pattern[str]] = {  # What an act's own words hold of these marks.
    _R.RELEASE: re.compile(_CANNOT),
    _R.SLOT_MISSED: re.compile(
        r"personne n'(?:est|etait|a)\b|n'a pas (?:pu )?(?:eu|avoir) lieu|pas eu lieu|n'est pas venue?|pas venus?"
    ),
    _R.AGREE: re.compile(r"pas de (?:souci|probleme)"),
    _A.DROP: re.compile(r"sans suite"),
    _R.CANCEL: re.compile(r"sans suite"),
    _R.PUT_ON_HOLD: re.compile(r"\battends\b"),
    _A.REJECT: re.compile(r"\bne (?:pas )?(?=reti?en)|\bpas\b"),
    TeamAct.ABSENCE: re.compile(
        r"(?:\b(?:ne |n')?(?:suis|serai|est|sera) )?\b(?:pas|plus) (?:la|dispo\w*|presente?s?|au bureau)\b"
    ),
    TeamAct.BACK: _DENIES,
    TeamAct.CANCEL_ABSENCE: _DENIES,
    TeamAct.OFF_CALL: _DENIES,
}
# Words that say nothing of their own beside an act.
_FILLERS = frozenset(
    ["a", "ai", "ainsi", "alors", "allez", "aller", "appel", "apres-midi", "as", "assistance", "au", "aujourd", "aussi", "aux", "avec", "bah", "beaucoup", "ben", "bien", "bon", "bonjour", "bonsoir", "bonne", "c", "ca", "car", "ce", "cela", "celle", "celui", "ces", "cet", "cette", "charge", "chef", "ci", "coup", "cordialement", "d", "da", "ca", "dans", "de", "demande", "demandes", "des", "dossier", "dossiers", "donc", "du", "elle", "elles", "en", "entendu", "es", "est", "et", "etat", "euh", "eux", "fais", "fait", "faites", "faire", "hop", "h", "hui", "heure", "heures", "il", "ils", "in", "j", "je", "jour", "journee", "jusqu", "l", "la", "le", "les", "leur", "lieu", "lui", "m", "ma", "maintenant", "madame", "mais", "mail", "matin", "me", "merci", "mes", "mets", "met", "mettez", "mettre", "minute", "minutes", "mme", "moi", "mois", "mon", "monsieur", "mr", "mlle", "n", "no", "nous", "num", "numero", "o", "oh", "ok", "on", "op", "opale", "ouais", "oui", "par", "parfait", "plait", "plus", "pour", "peux", "peut", "pouvez", "pourriez", "pourrais", "tu", "te", "toi", "ton", "ta", "tout", "toute", "tous", "toutes", "d'accord", "qu", "que", "qui", "quoi", "s", "sa", "salut", "sera", "se", "ses", "soir", "son", "sur", "stp", "suis", "sujet", "super", "svp", "ticket", "t", "top", "tres", "va", "vais", "veux", "voudrais", "veuillez", "vas", "voila", "voici", "vers", "vite", "volontiers", "vous", "votre", "y", "ya", "yep", "candidature", "candidatures", "candidat", "candidate", "candidats", "rdv", "rendez", "seance", "session", "visio", "creneau", "expert", "experte", "accord", "partage", "ecran", "main", "prise", "requete", "urgence", "cas", "affaire", "chaque", "midi", "semaine", "prochain", "prochaine"]
) | {word for name in NAMES for word in name.replace("-", " ").split()}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def says_own(text: str, act: str) -> bool:
    """Tell whether one of the act's own words stands in ``text``."""
    own = _OWN.get(act)
    return own is not None and own.search(evened(text)) is not None


_POLITE_START = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|hello|ok|oui|alors|c'est moi qui|moi(?: je)?|je vous prie de (?:bien vouloir )?|merci de|stp|svp|bon|allez|il faut|je (?:voudrais|veux|souhaite|vais)|peux[- ]tu|pouvez[- ]vous|tu peux|vous pouvez|d'accord|donc)[\s,!.]+)*"
    r"(?:(?:je|on|me|se|la|le|les|y|en)\s+|[ml]'\s?)*"
)
_NAMES_ITS_FILE = re.compile(
    r"\b(?:candidature|candidat|candidate|dossier|demande|celle|celui|rdv|rendez-vous|seance) (?:de|du|d'|n°)|\d"
)


def begins_with(text: str, acts: Iterable[str]) -> str | None:
    """Return the first of ``acts`` of which ``text`` is an order: it begins with its own word and names a file; else None."""
    plain = evened(text).strip()
    if not _NAMES_ITS_FILE.search(plain):
        return None
    begun = _POLITE_START.match(plain)
    at = begun.end() if begun else 0
    told = before_reasons(text)  # What follows a colon may say as much as it likes.
    return next((act for act in acts if _begins(plain, at, act) and not says_more(told, act)), None)


def _begins(plain: str, at: int, act: str) -> bool:
    """Tell whether a word of the act's own stands there; a number alone may be its file's."""
    own = _OWN.get(act)
    begun = own.match(plain, at) if own else None
    return begun is not None and not begun[0].isdigit()


_REASONS = re.compile(r"\s?[:,;.]\s|\s(?:car|parce|puisque|vu que)\b")


def before_reasons(said: str) -> str:
    """Return what a sentence says before it gives reasons: a reason may deny and put off as much as it likes."""
    cut = _REASONS.search(said)
    return said[: cut.start()] if cut and len(said[: cut.start()].split()) > 1 else said


def says_more(text: str, act: str = "") -> bool:
    """Tell whether ``text`` asks, supposes, denies, doubts, or tells of another time: it does nothing at once."""
    plain = evened(text).strip()
    held = _MORE_BUT.get(act)
    told = act not in _OF_OTHERS and (_SOMEBODY.search(plain) or _SOMEBODY_NAMED.search(text))
    return bool(told or _MORE.search(held.sub(" ", plain) if held else plain) or _NO_LATER.search(plain))


def unexplained(text: str, act: str, now: datetime, names: Iterable[str] = ()) -> list[str]:
    """Return the words of ``text`` that neither the act, its file, a moment, one of ``names`` nor politeness explains."""
    plain = evened(text)
    for said in reversed(moments(text, now)):
        plain = f"{plain[: said.start]} {plain[said.end :]}"
    for file in reversed(references(plain, bare=True)):
        plain = f"{plain[: file.start]} {plain[file.end :]}"
    own = _OWN.get(act)
    plain = own.sub(" ", plain) if own else plain
    known = {word for name in names for word in _WORD.findall(evened(name))}
    return [word for word in _WORD.findall(plain) if word not in _FILLERS and word not in known and not word.isdigit()]


def is_plain_act(text: str, act: str, now: datetime, names: Iterable[str] = ()) -> bool:
    """Tell whether ``text`` is the act and nothing else; ``names``: people and places that the act is known to be about."""
    return says_own(text, act) and not says_more(text, act) and not unexplained(text, act, now, names)
