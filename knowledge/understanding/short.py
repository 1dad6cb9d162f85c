"""Short messages that lean on what was just shown: yes, no, a place in a list, one word, a follow-up question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.understanding.words import ORDINALS, plain_words

YES = frozenset(
    (
        "oui", "ouais", "oui oui", "ouep", "yes", "ok", "okay", "d accord", "ok d accord", "oui d accord", "c est ca", "oui c est ca",
        "exact", "exactement", "tout a fait", "absolument", "bien sur", "oui bien sur", "vas y", "oui vas y", "ok vas y", "allez y",
        "allez", "go", "volontiers", "avec plaisir", "parfait", "c est bon", "oui c est bon", "ok c est bon", "c est exact",
        "affirmatif", "envoie", "envoyez", "confirme", "confirmez", "faites", "faites le", "c est bien elle", "c est bien lui", "je confirme", "oui je confirme", "confirmer", "je veux bien", "oui je veux bien", "c est cela", "oui voila", "voila",
        "valide", "validez", "je valide", "c est bien ca", "c est bien cela", "tu peux y aller", "vous pouvez y aller", "on y va",
        "tu peux l envoyer", "vous pouvez l envoyer", "tu peux envoyer", "vous pouvez envoyer", "tu peux valider", "vous pouvez valider",
        "tres bien", "c est parfait", "banco", "impeccable", "nickel", "vas y envoie", "fais le", "fais ca",
        "ca marche", "ok pour moi", "j accepte", "oui j accepte", "je suis d accord", "oui je suis d accord", "c est bon pour moi", "oui ca me va", "ca me va", "c est note", "entendu",
        "oui tu peux", "oui vous pouvez", "transmets", "transmettez", "oui faites", "oui faites comme ca", "faites comme ca", "fais comme ca", "lance", "lancez",
    )
)  # fmt: skip
NO = frozenset(
    (
        "non", "nan", "non non", "no", "pas du tout", "non pas du tout", "pas ca", "ce n est pas ca", "c est pas ca", "non ce n est pas ca",
        "non c est pas ca", "surtout pas", "pas la peine", "non pas la peine", "non pas encore", "pas encore", "pas maintenant",
        "non pas maintenant", "plus tard", "negatif", "jamais", "non jamais", "ce n est pas ma question", "pas d accord",
        "ca ne va pas", "ca va pas", "rien a voir", "non rien a voir", "inutile", "laisse tomber", "non laisse tomber", "annuler", "annule",
        "tant pis", "aucun", "aucune", "rien", "non rien", "non laisse", "non laissez", "non finalement", "finalement non", "non ca ira", "non attends", "non attendez",
    )
)  # fmt: skip
# Each asks of what was shown.
WHICH = frozenset(("lesquelles", "lesquels", "laquelle", "lequel", "combien", "pourquoi"))
_POLITE = re.compile(
    r"\b(?:merci(?: beaucoup| bien| d avance)?|s il (?:te|vous) plait|svp|stp|bonjour|bonsoir|monsieur|madame|cordialement)\b"
)
_PLACES = ORDINALS | {
    "1er": 1, "1ere": 1, "1re": 1, "dernier": -1, "derniere": -1, "avant dernier": -2, "avant derniere": -2,
    "un": 1, "une": 1, "deux": 2, "trois": 3,
}  # fmt: skip
_LEAD = re.compile(
    r"^(?:(?:ouvre|ouvrir|ouvrez|montre|montrez|affiche|affichez|voir|je veux|je voudrais|je prefere|je choisis|plutot|alors|c est|choix|"
    r"option|numero|n|no|ligne|la ligne|le numero|oui|donc|pour|avec)\s+(?:moi\s+)?)*"
)
_POINTS = re.compile(
    r"^(?:le|la|l|celui|celle|ce|cet|cette)\s+(?:(?:demande|seance|candidature|dossier|ligne|rdv)\s+)?"
    r"(?:de\s+(?:la\s+|l\s+)?|du\s+|des\s+|d\s+|a\s+|au\s+|sur\s+(?:les?\s+|la\s+)?|qui est a\s+)?"
)
_NUMBERED = re.compile(r"^(\d{1,2})(?:e|eme|er|ere|nd|nde)?$")
_LITTLE = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en", "un", "une", "svp"))
_MOST_WORDS = 6


@lru_cache(maxsize=256)  # A turn asks for it nearly twenty times, of one message.
def bare(text: str) -> str:
    """Return the plain words of a message without what is only polite."""
    return " ".join(_POLITE.sub(" ", plain_words(text)).split())


def _made_of(phrases: frozenset[str]) -> re.Pattern[str]:
    """Return what a message is like that is made of these phrases alone, in any number: «c'est bien cela, validez»."""
    one = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?:{one})(?: (?:{one}))*")


_ALL_YES, _ALL_NO = _made_of(YES), _made_of(NO)


@lru_cache(maxsize=256)
def says_yes(text: str) -> bool:
    """Tell whether a message says yes, and nothing else."""
    return _ALL_YES.fullmatch(bare(text)) is not None


@lru_cache(maxsize=256)
def says_no(text: str) -> bool:
    """Tell whether a message says no, and nothing else."""
    return _ALL_NO.fullmatch(bare(text)) is not None


def place(text: str) -> int | None:
    """Return the place in a list that a message names, from 1; -1 for the last; None where it names none."""
    said = _LEAD.sub("", bare(text))
    alone = _POINTS.sub("", said)
    if alone in _PLACES and (alone != said or alone not in ("un", "une", "deux", "trois") or said == alone):
        return _PLACES[alone]
    numbered = _NUMBERED.match(alone)
    return int(numbered[1]) if numbered else None


def chosen(text: str, lines: Sequence[str], *, pointed: bool = True) -> int | None:
    """Return which line a message means by its place or by words of that line alone; None where it is none, or several.

    ``pointed``: words must begin with what points at one («le lycée», «celle de Gap»): else any words may choose.
    """
    at = place(text)
    if at is not None:
        at = at - 1 if at > 0 else len(lines) + at
        return at if 0 <= at < len(lines) else None
    said = _LEAD.sub("", bare(text))
    rest = _POINTS.sub("", said)
    if (pointed and rest == said) or len(said.split()) > _MOST_WORDS:
        return None
    words = [word for word in rest.split() if word not in _LITTLE]
    if not words:
        return None
    fits = [number for number, line in enumerate(lines) if _holds(plain_words(line).split(), words)]
    if len(fits) > 1:  # «le lycée» among «Lycée Thiers» and «Collège du Lycée»: what begins with it.
        fits = [number for number in fits if plain_words(lines[number]).split()[: len(words)] == words]
    return fits[0] if len(fits) == 1 else None


def _holds(line: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one == word or (len(word) > 3 and one.startswith(word)) for one in line) for word in words)


# --- Status questions that lean on the one before: «et dans le 84 ?», «celles de Lopez», «combien ?».

# The first words of what goes on from a question.
_LEADS = re.compile(
    r"^(?:ok |oui |non |bon |alors |euh )*(?:et|mais|idem|pareil|meme chose|la meme|le meme|seulement|uniquement|juste|plutot|sauf|hors|hormis|"
    r"excepte|parmi|dont|que (?:le|la|les|l|celles?|ceux|du|de|en|a|au)|trie\w*|tri|classe\w*|range\w*|ajoute\w*|enleve\w*|retire\w*|garde\w*|"
    r"(?:ca|cela) (?:en )?fait combien|meme question|limit\w*|restrein\w*|filtre\w*|resserre\w*|precis\w*|(?:affiche|montre|liste|donne|ouvre|compte)\w* (?:les|moi les|la)$|la liste$|"
    r"combien$|combien en tout$|tou(?:te)?s (?:les )?\w+ confondue?s|quel\w* que soi\w+|lesquel\w*|laquelle|lequel|qui s en (?:occupe|charge))\b"
)
# Words that stand for what was shown.
_STANDS_FOR = re.compile(
    r"\b(?:celles?|ceux|celui|d entre|la dedans|la dessus|seulement|uniquement|s en occupent?|parmi (?:elles|eux|ca)|(?:est|sont|a t|ont) (?:elles?|ils?)"
    r"|quel(?:le)?s? en (?:est|sont)|combien (?:en|y en)|y en a|en fait combien|en (?:reste|compte) (?:t )?(?:il|on)|qui (?:les|la|l) (?:a|ont|suit|suivent|gere\w*|traite\w*|tient)"
    r"|(?:chez|avec|par) qui|plutot|la liste|leurs (?:dossiers?|demandes?)|les siennes?|les leurs)\b"
)
# Words that can mean nothing but what was shown.
_POINTS_BACK = re.compile(
    r"\b(?:(?:celles|ceux) la|ces (?:demandes|candidatures|dossiers|seances|sessions|rendez vous|rdv|chiffres)|(?:la |les )?memes? (?:periode|dates|semaine|mois|jour|perimetre|criteres?|filtres?)"
    r"|la dedans|dedans|d entre (?:eux|elles)|parmi (?:eux|elles|ca|ces derni\w+|celles ci|ceux ci)|(?:de |sur )?ces derni(?:eres|ers)|celles ci|ceux ci"
    r"|dans (?:le|ce|tout ce) lot|dans tout ca|sur ce total|m en (?:donn\w+|list\w+|sor\w+|montr\w+)|(?:affich|montr|list|donn|sor|enumer|class|trie|rang)\w* (?:les|moi les)(?: moi| nous)?$"
    r"|me (?:les|la) (?:affich|montr|list|donn|enumer|sort)\w*)\b"
)
# What is asked for: with it a question is whole.
_NOUNS = re.compile(
    r"\b(?:demandes?|dem|dossiers?|tickets?|rdv|rendez|seances?|sessions?|creneaux?|visios?|candidatures?|candidat(?:e|s|es)?|candid|experts?|"
    r"statuts?|bilan|tableau|synthese|stats?|statistiques?|etablissements?|trucs?|affaires?|cas|tops?|evolution|charge|delais?|temps|"
    r"satisfaction|avis|notes?|interventions?|incidents?|planning|agenda|retards|urgences|lycees?|lyc|college\w*|clg|lp|ecoles?|erea|cite|"
    r"da|(?:les|des|la) ca|ca(?=[ -]?\d)|questions?|mails?|courriels?|equipe|monde|choses?|situation|point)\b|\b\d{7}[a-z]\b"
)
# A noun that says of what is asked about whether it has one.
_NARROWING = re.compile(
    r"\b(?:sans|avec|pas de|pas|aucune?|un|ont) (?:un |de |encore |deja )*(?:rdv|rendez vous|seances?|sessions?|creneaux?|experts?|avis)\b"
)
# What asks, besides the noun: «qui bosse sur Gap», «ça donne quoi».
_ASKS = re.compile(
    r"\b(?:qui|quoi|quand|comment|pourquoi|pk|quel\w*|quelle\w*|y a|ya|il y a|reste|restent|avons|avez|ont|bosse\w*|travaille\w*|suit|suivent|"
    r"gere\w*|attend\w*|traine\w*|est ce|c est)\b"
)
# What only narrows, the noun being left out: it begins with a preposition or an article, or agrees with what was shown.
_NARROWS = re.compile(
    r"^(?!la \d)(?:a|au|aux|en|dans|du|de|des|d|sur|chez|depuis|avant|apres|par|pour|vers|entre|sans|avec|le|la|les|l|cette|ce|vague|toutes?|tous|"
    r"plus|hier|avant hier|aujourd hui|demain|apres demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|fevrier|mars|avril|mai|"
    r"juin|juillet|aout|septembre|octobre|novembre|decembre|non|combien de)\b"
)
_BY = re.compile(r"^par \w+$")  # «par expert»: the same, counted otherwise.
_AGREES = re.compile(
    r"^(?:pas |non |tres |deja )*(?:urgentes?|ouvertes?|closes?|nouvelles?|prises?|attribuees?|planifiees?|resolues?|annulees?|cloturees?|"
    r"terminees?|recentes?|anciennes?|vieilles?|deposees?|retenues?|refusees?|retirees?|completes?|incompletes?|mienn?es?)$"
)
_SINGULAR = frozenset(("urgente", "ouverte", "close", "nouvelle"))
# What is asked of the one thing that was shown, without naming it.
_OF_IT = re.compile(
    r"^(?:et |alors |donc |bon |bonjour |mais )*(?:"
    r"(?:c est |ce sera |c etait |ca sera |elle est |il est )?(?:pour |prevu[es]* )?(?:quand|quel jour|quelle heure|a quelle heure)(?: la seance| le rendez vous| le rdv| deja)?"
    r"|(?:c est |ce sera )?(?:avec|par|chez) qui|qui (?:s en|en) (?:occupe|charge)|qui (?:me|nous|la|le) suit|qui vient|c est qui(?: l expert)?"
    r"|ou (?:ca|c|cela|elle|j|on|vous) en (?:est|suis|sommes|etes)|ou en est (?:on|elle|ce)|(?:vous avez |y a t il |il y a )?(?:du nouveau|des nouvelles)"
    r"|(?:c est |ce sera |est ce que c est )?(?:pour )?(?:quand|a quelle heure|quel jour)(?: est| a lieu| aura lieu| c est| commence)?"
    r" (?:mon|ma|notre|le|la) (?:prochaine? )?(?:rendez vous|rdv|seance|visio|creneau|session)(?: (?:avec|de|pour) .{1,30})?"
    r"|(?:mon|ma|notre) (?:rendez vous|rdv|seance|visio|creneau|session)(?: (?:avec|de|pour) .{1,30})? (?:c est |est |a lieu |ce sera |est prevue? )+(?:pour |a )?"
    r"(?:quand|quelle heure|quel jour)"
    r"|ca avance|quelqu un (?:s en occupe|l a prise?|m a pris)"
    r")(?: svp| stp)?$"
)
_SHORT = 3  # Words.
_LONGEST = 5  # Words: what is longer says what it is about.
_FEW = 4  # Words, up to which a question on the call may leave out what it is about.


@lru_cache(maxsize=64)  # Asked when the person is met, and when the message is read.
def is_short(text: str) -> bool:
    """Tell whether a message is so short, or begins so, that it may lean on anything said or shown before."""
    return len(bare(text).split()) <= _SHORT or leans(text)


# What is put to the assistant: it is told to say something («dites-moi», «citez-moi»), or asked; «je peux mardi» answers.
_ASKS_US = re.compile(
    r"^(?:(?:bonjour|svp|alors|et|du coup|donc|bon) )*(?:"
    r"(?P<told>(?:donne[rz]?|dis|dites|explique[rz]?|montre[rz]?|cite[rz]?|rappelle[rz]?)[- ](?:moi|nous)|(?:la )?phrase exacte)"
    r"|comment|pourquoi|qui|quel\w*|combien|est ce qu\w*|puis je|j ?peux voir|peut on|pouvez vous|peux tu|je me demand\w+|je voudrais savoir)\b"
)


def asks_us(text: str, *, told: bool = False) -> bool:
    """Tell whether a message has the shape of a question to the assistant; ``told``: only of an order to say something."""
    found = _ASKS_US.match(bare(text))
    if told:
        return found is not None and found["told"] is not None
    return found is not None or text.rstrip().endswith("?")


def asks_of_it(text: str) -> bool:
    """Tell whether a message asks something short of the one thing that was shown: when, who, where it stands."""
    return bool(_OF_IT.match(bare(text)))


def points_back(text: str) -> bool:
    """Tell whether a message surely goes on from what was shown: «combien là-dedans ?», «affichez-les-moi»."""
    return _POINTS_BACK.search(bare(text)) is not None


def names_its_thing(text: str) -> bool:
    """Tell whether a message says what it is about: «les demandes», «une séance»; «sans rendez-vous» only narrows."""
    return _NOUNS.search(_NARROWING.sub(" ", bare(text))) is not None


def leads(text: str) -> bool:
    """Tell whether a message begins like what goes on from a question, or points at what was shown."""
    said = bare(text)
    return _LEADS.match(said) is not None or _STANDS_FOR.search(said) is not None


def may_lean(text: str) -> bool:
    """Tell whether a message may need the answer before it to be understood: it begins so, or is of a few words."""
    return leads(text) or len(text.split()) <= _FEW


def manner(text: str) -> list[str]:
    """Return what tells a learnt reader whether a message goes on from the question before: its noun, how it begins."""
    said = bare(text)
    noun = "noun" if _NOUNS.search(said) else "no noun"
    out = [f"leans:{leans(text)}", noun, f"{noun}:{min(len(said.split()), 8)}"]
    out += [f"{noun}:leads"] if _LEADS.match(said) else []
    out += [f"{noun}:stands"] if _STANDS_FOR.search(said) else []
    out += [f"{noun}:asks"] if _ASKS.search(said) else []
    return out


def leans(text: str) -> bool:
    """Tell whether a message goes on from the status question before."""
    said = bare(text)
    if not said or says_yes(text) or says_no(text):
        return False
    if leads(text) or _BY.match(said):
        return True
    if _NOUNS.search(said) or len(said.split()) > _LONGEST:
        return False
    if _AGREES.match(said):
        return said not in _SINGULAR
    return bool(_NARROWS.match(said)) and not _ASKS.search(said)
