"""Whether a sentence is an act and nothing else, and which of its words nothing explains.

A sentence that is nothing else may be carried out at once. Any other one that likely means an act is shown to its writer
first: a remark («la 8 est urgente»), a question, a condition or a negation does nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from knowledge.application import ApplicationMove
from knowledge.request import RequestMove
from knowledge.team import TeamAct
from knowledge.time.moments import moments
from knowledge.understanding.act import SaidAct
from knowledge.understanding.references import references
from knowledge.understanding.ruling import LIKELY
from knowledge.understanding.words import NAMES, evened

_R, _A = RequestMove, ApplicationMove

_CANNOT = r"ne (?:peux|pourrai|vais) (?:pas|plus) (?:pouvoir )?(?:la |le |l'|m'en )?(?:suivre|prendre|traiter|gerer|occuper|charger)"
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
    _R.REFUSE_SOLUTION: _DENIES,
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
    ["a", "ai", "ainsi", "alors", "allez", "aller", "appel", "apres-midi", "as", "assistance", "au", "aujourd", "aussi", "aux", "avec", "bah", "beaucoup", "ben", "bien", "bon", "bonjour", "bonsoir", "bonne", "c", "ca", "car", "ce", "cela", "celle", "celui", "ces", "cet", "cette", "charge", "chef", "ci", "coup", "cordialement", "d", "da", "ca", "dans", "de", "demande", "demandes", "des", "dossier", "dossiers", "donc", "du", "elle", "elles", "en", "entendu", "es", "est", "et", "etat", "euh", "eux", "fais", "fait", "faites", "faire", "hop", "h", "hui", "heure", "heures", "il", "ils", "in", "j", "je", "jour", "journee", "jusqu", "l", "la", "le", "les", "leur", "lieu", "lui", "m", "ma", "maintenant", "madame", "mais", "mail", "matin", "me", "merci", "mes", "mets", "met", "mettez", "mettre", "minute", "minutes", "mme", "moi", "mois", "mon", "monsieur", "mr", "mlle", "n", "no", "nous", "num", "numero", "o", "oh", "ok", "on", "op", "opale", "ouais", "oui", "par", "parfait", "plait", "plus", "pour", "peux", "peut", "pouvez", "pourriez", "pourrais", "tu", "te", "toi", "ton", "ta", "tout", "toute", "tous", "toutes", "d'accord", "qu", "que", "qui", "quoi", "s", "sa", "salut", "sera", "se", "ses", "soir", "son", "sur", "stp", "suis", "sujet", "super", "svp", "ticket", "t", "top", "tres", "va", "vais", "veux", "voudrais", "veuillez", "vas", "prie", "vouloir", "procede", "proceder", "bcp", "remercie", "tel", "voila", "voici", "vers", "vite", "volontiers", "vous", "votre", "y", "ya", "yep", "candidature", "candidatures", "candidat", "candidate", "candidats", "rdv", "rendez", "seance", "session", "visio", "creneau", "expert", "experte", "accord", "partage", "ecran", "main", "prise", "requete", "urgence", "cas", "affaire", "chaque", "midi", "semaine", "prochain", "prochaine"]
) | {word for name in NAMES for word in name.replace("-", " ").split()}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_PLEASE = re.compile(r"\bs'il (?:te|vous) plait\b|\bmerci(?: (?:bien|beaucoup|d'avance|a (?:vous|toi)))?\b")
_ASKS_KINDLY = re.compile(
    r"(?:(?:bonjour|bonsoir|salut|coucou|hello|merci)\b[^.?]{0,30}?)?\b(?:est-ce que |est ce que )?"
    r"(?:(?:tu |vous )?(?:peux|peut|pouvez|pourrais|pourriez)(?:[ -](?:tu|vous))?|(?:voulez|veux)[ -](?:tu|vous) bien)\b"
)


def says_more(text: str, act: str = "") -> bool:
    """Tell whether ``text`` asks, supposes, denies, doubts, or tells of another time: it does nothing at once."""
    plain = _PLEASE.sub(" ", evened(text)).strip()
    if _ASKS_KINDLY.match(plain):  # «Peux-tu la prendre ?» asks for it; «la prends-tu ?» only asks.
        plain = plain.rstrip(" ?!.")
    held = _MORE_BUT.get(act)
    told = act not in _OF_OTHERS and (_SOMEBODY.search(plain) or _SOMEBODY_NAMED.search(text))
    return bool(told or _MORE.search(held.sub(" ", plain) if held else plain) or _NO_LATER.search(plain))


def is_plain(text: str, act: SaidAct, names: Iterable[str] = ()) -> bool:
    """Tell whether ``text`` is the act and nothing else: every word speaks for it, or is in one of ``names``."""
    several = len({one.number for one in references(text)}) > 1  # «La 17 et la 15»: the other would be passed over.
    return act.surely >= LIKELY and not (several or says_more(text, act.act) or not_named(act.beside, names))


def left_over(text: str, now: datetime, names: Iterable[str] = ()) -> list[str]:
    """Return the words of ``text`` that neither a file, a moment, one of ``names`` nor politeness explains."""
    plain = _without(evened(text), [(said.start, said.end) for said in moments(text, now)])
    plain = _without(plain, [(file.start, file.end) for file in references(plain, bare=True)])
    return [word for word in not_named(_WORD.findall(plain), names) if word not in _FILLERS]


def _without(plain: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``plain`` without the parts between these places, which are in order."""
    pieces, last = [], 0
    for start, end in spans:
        pieces.append(plain[last:start])
        last = max(last, end)
    return " ".join([*pieces, plain[last:]])


def not_named(words: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return those of ``words`` that are in none of ``names``."""
    known = {word for name in names for word in _WORD.findall(evened(name))}
    return [word for word in words if word not in known]
