"""A message cut up once, at the door: what is said, what asks, what surrounds it in a pasted mail, what it takes back.

Greetings, formulas, signatures and quoted lines never say what is asked; they may lend a contact or a reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.intent.segments import sentences
from knowledge.understanding.references import Reference, references
from knowledge.understanding.words import evened

_LONG = 160  # Characters from which only the sentences that ask are looked for.
_LINES = 3  # Lines of a message that may be a mail.
_SHORT = 70  # Characters of a line of a signature, at most.

_HEADER = re.compile(r"\s*(?:objet|sujet|de|a|cc|envoye|date|from|to|sent|subject)\s?:", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*(?:objet|sujet|subject)\s?:\s*(?:(?:re|tr|fw|fwd)\s?:\s*)*|\s*(?:(?:re|tr|fw|fwd)\s?:\s*)+")
_QUOTED = re.compile(
    r"\s*(?:>|-{2,}\s*(?:message|forwarded|mail|courriel|original|d[e'])|_{5,}\s*$|le .{4,60} a ecrit\s?:|on .{4,60} wrote\s?:)"
)
_FORWARDED = re.compile(r"\s*-{2,}\s*(?:message (?:transfere|d'origine|original)|(?:forwarded|original) message)")
# What is said above quoted lines, where they are what is asked: «que peut-on répondre à ceci ?»
_POINTS = re.compile(
    r"\b(?:(?:que|quoi|qu'est-ce qu\S*|comment) .{0,40}repondre|voir (?:ci-dessous|plus bas|le mail|son mail)|ci-dessous|plus bas|ci-apres|je (?:te|vous|t'|v) ?(?:transfere|transmets|fais suivre)"
    r"|(?:peux-tu|pouvez-vous|merci de|tu peux|vous pouvez) (?:t'en occuper|vous en occuper|traiter|regarder|lui repondre|repondre|voir)|pour (?:suite a donner|info|information|traitement|attribution)|a traiter|fyi)\b"
)
_POINTING = 160  # Characters of what only points to quoted lines, at most.
_QUOTE_MARK = re.compile(r"^\s*(?:>\s?)+")
_SENT_FROM = re.compile(
    r"\s*(?:envoye (?:de|depuis|a partir)|sent from|telecharge|ce message (?:et|est)|ce courriel|this (?:e-?mail|message)"
    r"|pensez a l'environnement|n'imprimez|merci de ne pas imprimer|avant d'imprimer|-{2,}\s*$|_{3,}\s*$|-- ?$)"
)
_HELLO = (
    r"(?:re[- ]?)?(?:bonjour|bonsoir|bjr|bsr|salut|slt|coucou|cc|hello|madame|monsieur|mesdames|messieurs|chere?s?\s\w+|mme"
    r"|mon cher|ma chere)"
)
_GREETING = re.compile(
    rf"\s*{_HELLO}(?:[ ,]+(?:{_HELLO}|a (?:tous|toutes|vous)(?: et a toutes)?|tout le monde|l'equipe|le rectorat|collegues?|m\.? \w+"
    r"|mme \w+|et|les? (?:collegues?|experts?)))*\s*(?:[,.!:-]+\s*|\n|$)"
)
_FORMULA = re.compile(
    r"\s*(?:(?:bien|tres|sinceres?|amicalement et)?\s?(?:cordialement|respectueusement|amicalement|sincerement)\b|cdlt|cdt\b|crdt|bien a (?:vous|toi)|slts\b|salutations"
    r"|(?:mes|avec mes|meilleures|sinceres|recevez|veuillez) (?:salutations|remerciements|sentiments|agreer|recevoir|trouver ici|excuses|respects)"
    r"|je vous prie (?:d'agreer|de (?:recevoir|croire|bien vouloir agreer))|dans l'attente|en vous remerciant|vous remerciant|(?:avec )?(?:toutes |tous )?mes (?:excuses|remerciements)"
    r"|(?:tres |une )?(?:bonne|belle|excellente) (?:journee|soiree|fin|semaine|reception|apres|continuation|matinee)|bises|a (?:bientot|vous lire|tres vite|plus)|(?:un grand )?merci(?: (?:d'avance|par avance|beaucoup|bien|infiniment|a vous|encore|mille fois|merci))*\s*(?:pour [\w\s']{3,40})?\s*[,.!]*\s*$|mille mercis\s*[,.!]*\s*$"
    r"|respectueuses|courtoisement|bon courage\s*[,.!]*\s*$|l'expression de)"
)
# The same at the end of a line that says something else before.
_CLOSING = re.compile(
    r"(?<![\s,.;!])[\s,.;!]++(?:(?:bien|tres) )?(?:cordialement|cdlt|cdt|bien a vous|respectueusement|merci (?:d'avance|par avance)|bonne journee(?: a vous| a tous)?|bonne soiree)"
    r"\s*(?:a vous|a tous)?\s*[,.!]*\s*(?:[a-z][\w.'-]*(?: [a-z][\w.'-]*){0,2})?\s*$"
)
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?\s?[:.-]")
# What a line of a signature holds, where no formula tells that one begins.
_SIGNED = re.compile(
    r"(?:secretaire|gestionnaire|intendante?|comptable|adjointe?|principale?|proviseure?|directrice|directeur|fondee? de pouvoir|chargee? de|assistante?|expert|sg\b|sgac\b"
    r"|lycee|college|clg\b|lp\b|lgt\b|erea\b|cite scolaire|sa eple|service academique|rectorat|academie|agence comptable|tel\b|tel\.|\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}|@|\b\d{5}\b)"
)
_ASKS = re.compile(
    r"\b(?:merci de (?:bien )?(?!votre|vos|ta|l'|la |ce)|pouvez[- ]vous|pourriez[- ]vous|pourrait[- ]on|peux[- ]tu|peut[- ]on|puis[- ]je|est[- ]ce|serait[- ]il|je (?:vous |te )?(?:demande|prie|sollicite|souhait|voudrai|aimerai|cherche)"
    r"|nous (?:souhait|voudri|aimeri|demand|sollicit)|besoin|quelqu'un|comment|combien|quand|quels?|quelles?|ou en est|veuillez|annul|retir|rouvr|urgent|savoir)"
)
# A call for help, or for an act, that says nothing of what it is about: that stands before it.
_PLEA = re.compile(
    r"\b(?:quelqu'un|un(?:e)? (?:expert|coup de main|bonne ame)|besoin d'aide|au secours|m'(?:aider|assister|eclairer|expliquer)|nous aider|avec moi|en visio|rappel\w+|me joindre|nous joindre"
    r"|faire intervenir|intervention|assistance|comment (?:puis-je )?(?:corriger|faire|m'en sortir)|(?:annul|retir|ferm|rouvr|cloture)\w* (?:ma|la|cette) demande)\b"
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message: ``said`` without what surrounds it, ``asks`` the part of it that asks, ``aside`` signature and quotes.

    ``subject``: the line of a mail that says what it is about.
    """

    typed: str
    said: str
    asks: str
    aside: str = ""
    subject: str = ""

    @property
    def whole(self) -> str:
        """Return what is said, after what it is about."""
        return f"{self.subject}. {self.said}" if self.subject else self.said

    @property
    def is_mail(self) -> bool:
        """Tell whether something surrounds what is said."""
        return bool(self.aside)


def utterance(text: str) -> Utterance:
    """Return ``text`` cut up; a plain message is said, and asks, as it is."""
    lines = text.strip().splitlines()
    plain = [evened(line) for line in lines]
    if sum(bool(line.strip()) for line in lines) < _LINES and not any(map(_QUOTED.match, plain)):
        said = _bare(text.strip()) or text.strip()
        return Utterance(text, said, _asking(said))
    begin, end = _body(lines, plain)
    body = [line for line in lines[begin:end] if line.strip()]
    aside = "\n".join(line for line in (*lines[:begin], *lines[end:]) if line.strip())
    said = _bare("\n".join(body))
    if not said:  # All of it looks like what surrounds a message.
        return Utterance(text, text.strip(), _asking(text.strip()))
    postscript = next((at for at in range(end, len(lines)) if _POSTSCRIPT.match(plain[at])), None)
    if postscript is not None:
        said = f"{said}\n{lines[postscript]}"
    quoted = _pointed(said, lines[end:])
    if quoted:
        return replace(utterance(quoted), typed=text)
    subject = next((found for line in lines[:begin] if (found := _subject(line))), "")
    return Utterance(text, said, _asking(said), aside, subject)


def _pointed(said: str, after: list[str]) -> str:
    """Return the quoted lines where what is ``said`` above them only points to them; "" for any other mail."""
    if len(said) > _POINTING or not _POINTS.search(evened(said)):
        return ""
    lines = [_QUOTE_MARK.sub("", line) for line in after if _QUOTE_MARK.match(line)]
    return "\n".join(lines) if sum(bool(line.strip()) for line in lines) else ""


def _subject(line: str) -> str:
    """Return what the line of a mail says that it is about, "" for another line."""
    found = _SUBJECT.match(evened(line))
    return line[found.end() :].strip(" []!?.") if found else ""


def _body(lines: list[str], plain: list[str]) -> tuple[int, int]:
    """Return where the lines of a mail's body begin and end."""
    begin = _after_headers(plain, 0)
    if begin < len(lines) and _FORWARDED.match(plain[begin]):  # Nothing is said but what is forwarded.
        begin = _after_headers(plain, begin + 1)
    end = len(lines)
    for at in range(begin + 1, len(lines)):
        if _QUOTED.match(plain[at]) or _SENT_FROM.match(plain[at]):
            end = at
            break
    # A greeting alone on its line says nothing: one line at least follows it.
    first = begin + 1 if begin + 1 < end and _GREETING.fullmatch(plain[begin]) else begin
    for at in range(first + 1, end):
        if _FORMULA.match(plain[at]) and not plain[at].rstrip().endswith("?"):
            return begin, at
    return begin, _unsigned(lines, plain, first, end)


def _after_headers(plain: list[str], at: int) -> int:
    while at < len(plain) and (not plain[at].strip() or _HEADER.match(plain[at]) or _SUBJECT.match(plain[at])):
        at += 1
    return at if at < len(plain) else 0


def _unsigned(lines: list[str], plain: list[str], begin: int, end: int) -> int:
    """Return where a signature without a formula before it begins: short lines that name who writes, at the end."""
    at, signed = end, False
    while at > begin + 1:
        line = lines[at - 1].strip()
        if line and ((line[-1] in ".?!:" and not line.endswith("..")) or len(line) > _SHORT):
            break
        signed = signed or _SIGNED.search(plain[at - 1]) is not None
        at -= 1
    return at if signed else end


def _bare(said: str) -> str:
    """Return ``said`` without greeting and formula."""
    plain = evened(said)
    hello = _GREETING.match(plain)
    begin = hello.end() if hello and hello.end() < len(said) else 0
    closing = _CLOSING.search(plain, begin)
    end = closing.start() if closing and closing.start() > begin + 1 else len(said)
    kept = said[begin:end].strip()
    # The mark that ends what is asked stays.
    return f"{kept}{said[end]}" if end < len(said) and said[end] in ".!" else kept


def _asking(said: str) -> str:
    """Return the part of ``said`` that asks: of a long one, the sentences with «?», else those that look so."""
    if len(said) < _LONG:
        return said
    parts = sentences(said)
    asked = [part for part in parts if part.rstrip().endswith("?")]
    asked = asked or [part for part in parts if _ASKS.search(evened(part))]
    asking = " ".join(asked)
    return said if _PLEA.search(evened(asking)) else asking or said


# --- What a message takes back as it goes on: «par jour, non, par expert», «remplace Gap par Digne», «au lieu des séances».
# The corrected text is what is asked; what was taken back must not narrow it, and is no thing that is left out either.
# Behind a word of correction the first file, moment or name takes the place of the last one of its kind before it; else the
# part of the sentence that begins with the same small word is struck.

# One thing takes the place of another, which is named too.
_INSTEAD = re.compile(r"\b(?:au lieu|a la place) (?:de |des |du |d')(?:les? |la |l'|mes |ces )?[^\s,;.!?…]+")
_REPLACED = re.compile(r"\bremplac\w+ [^,;.!?…]{2,40}? par (?P<new>[^,;.!?…]+)")
# What somebody says who thinks better of it, with the pauses around; «prises ou non», «non prises», «j'attends» take nothing back.
_PAUSE = r"[\s,;.…!-]{0,4}"  # Bounded: what a text of nothing but spaces costs grows with its length alone.
_SORRY = (
    r"(?:ah |oh |euh |heu |mais |enfin |oups |mince )*"
    r"(?<!ou )(?<!et )(?<!pas )(?:non(?! (?:pris|attrib|trait|resolu|clo|plan|affect|reten|urgent|lu|repond|abouti))|nan|pardon|erreur|oups|(?<!j')(?<!j )(?<!je )attends|attendez"
    r"|je me (?:trompe|suis trompee?)|correction|je (?:veux|voulais) dire|rectification|ou plutot|euh|heu|enfin plutot)\b"
)
_TAKEN_BACK = re.compile(rf"(?<![\w']){_SORRY}(?:{_PAUSE}(?:{_SORRY}|plutot|en fait|finalement|c'est)\b)*{_PAUSE}")
_LATER = re.compile(r"(?:…|\.\.\.|,)\s*(?=[^…,]+? (?:plutot|pardon|finalement|en fait)\W*$)")
# The small words that begin what is said anew as they began what it takes the place of, by kind.
_KINDS = {
    word: kind
    for kind in ("par", "de du des d", "a au aux", "le la les l", "dans", "pour", "chez", "vague", "combien", "sur", "en", "depuis", "celles ceux")
    for word in kind.split()
}  # fmt: skip
_PARTS = frozenset(("de", "du", "des", "d", "par", "dans", "chez", "depuis", "vague", "combien", "celles", "ceux"))
_FIRST = re.compile(r"[a-z]+")
_LONGEST = 300  # Characters: a longer message tells a story, in which «non» corrects nothing that is asked.
_SOON = 14  # Characters between a word of correction and what is said anew.
_ANY_DAY = datetime(2024, 1, 25, 10, tzinfo=PARIS)  # Only where moments stand in the text matters, not which they are.
_HOUR = re.compile(r"\s*(?:à|a|vers)?\s*\d{1,2}\s?(?:h|:)\s?\d{0,2}\s*$", re.IGNORECASE)
_COUNTS = re.compile(r"\s?(?:minutes?|min\b|mn\b|jours?|fois|h\b|heures?|%|demandes?|experts?)")
_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’' ][A-ZÀ-Þ][a-zà-ÿ]+)*")
_NAMED = re.compile(
    r"(?:à |a |de |pour |par |c['’]est |plutôt )*(?:(?:M\.|Mme|Mlle|M) )?(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’' ][A-ZÀ-Þ][a-zà-ÿ]+)*)(?=\s*(?:$|[,.;!?]))"
)
# «Non, celles du Vaucluse» says which are meant, and denies nothing of them.
_OTHERS = re.compile(
    r"\W*non[ ,]+(?=(?:celles?|ceux|seulement|juste|uniquement|que) (?:de|du|des|le|la|les|a|au|dans|en)\b)"
)
_NEAR = 8  # Words between the beginning of what is taken back and where it is.


_RATHER = re.compile(
    r"^(?:non|nan|finalement|ah non)[ ,]+(?P<new>plutot (?:a|au|chez|le|la|l'|vers|pour|\d).+?)(?:[ ,]+(?:alors|du coup|en fait|finalement|donc))?[ .!]*$"
)  # «Non, plutôt à Ferrand alors» denies nothing else.


# Who wants an answer, and since when: «pour le recteur, qui me l'a demandé hier» says nothing of what is asked.
_WISHER = re.compile(
    r",?\s*\bpour\s+(?:le|la|les|l['’]|mon|ma|notre|nos|un|une|mme|m\.|madame|monsieur)\s?[^,.?!:;]{2,60}?,?\s+qui\s+(?:me|nous|m['’])[^,.?!:;]{2,60}"
    r"(?:,|(?=[.?!;]|$))",
    re.IGNORECASE,
)


def without_wisher(text: str) -> str:
    """Return a question without the aside that says who wants its answer; ``text`` where nothing else would be left."""
    left, found = _WISHER.subn(" ", text)
    left = " ".join(left.split())
    return left if found and len(left.split()) > 1 else text


# What goes with a request that is handed over, and is always sent: «passe la 9 à Perrot avec un résumé».
_HANDED = re.compile(r"\b(?:pass|donn|confi|refil|transm|attribu|reattribu|fil|lach|laiss)\w*\b")
_WITH_PAGE = re.compile(
    r"[ ,;]+(?:avec|accompagn\w+ d['eu]\w*|en (?:lui )?joignant|et (?:tu )?(?:lui )?joi\w+)\s+(?:(?:un|une|le|la|son|tout l['e]|l['e])\s?)?(?:petit\w* |bref |breve )?"
    r"(?:resume|synthese|topo|recap\w*|historique|fiche|point|mot d'explication)\b[^,;.?!]*"
)


def without_page(text: str) -> str:
    """Return what hands a request over without its «avec un résumé»: the page of the request is sent with it anyway.

    What stands after a colon is a text, which stays whole, as does a message that names no request.
    """
    plain = evened(text)
    found = _WITH_PAGE.search(plain) if len(plain) == len(text) else None
    if found is None or ":" in plain or not _HANDED.search(plain[: found.start()]) or not references(text):
        return text
    return f"{text[: found.start()]}{text[found.end() :]}"


@lru_cache(maxsize=256)  # The router asks for it, and what understands the message again.
def corrected(text: str) -> str:
    """Return ``text`` without what it takes back itself; as it is where it takes nothing back."""
    if len(text) > _LONGEST:
        return text
    plain = evened(text)
    if rather := _RATHER.match(plain):
        return corrected(text[rather.start("new") : rather.end("new")])
    if other := _OTHERS.match(plain):
        return corrected(text[other.end() :])
    if replaced := _REPLACED.search(plain):
        new = text[replaced.start("new") : replaced.end("new")]
        return f"{text[: replaced.start()]}plutôt {new}{text[replaced.end() :]}"
    if instead := _INSTEAD.search(plain):
        return corrected(f"{text[: instead.start()].rstrip(' ,')}{text[instead.end() :]}")
    for found in (*_TAKEN_BACK.finditer(plain), *_LATER.finditer(plain)):
        begin = _begun_alike(plain[: found.start()], plain[found.end() :])
        struck = None if begin is None else f"{text[:begin]}{text[found.end() :]}"
        # «de vendredi» takes the place of «de jeudi», whatever stands between; «la 12» that of «la 14» alone.
        first = _FIRST.match(plain[found.end() :])
        part = struck if first and first[0] in _PARTS else None
        anew = part or _with_unit_replaced(text, found.start(), found.end()) or struck
        if anew is not None:
            return corrected(anew)
    return text


def _with_unit_replaced(text: str, begin: int, end: int) -> str | None:
    """Return ``text`` with the unit said behind a word of correction in the place of the last of its kind before it.

    The word stands from ``begin`` to ``end``. None where no file, moment or name follows it, or none stood before.
    """
    before, after = text[:begin].rstrip(" ,;.…-"), text[end:]
    for replacing in (_file_replaced, _moment_replaced, _name_replaced):
        found = replacing(before, after)
        if found is not None:
            return found
    return None


def _file_replaced(before: str, after: str) -> str | None:
    struck = references(before)
    said = [one for one in references(after, bare=True) if one.start <= _SOON]
    if not struck or not said or _COUNTS.match(evened(after[said[0].end :])):
        return None
    return f"{before[: struck[-1].start]}{_renumbered(struck[-1], said[0])}{before[struck[-1].end :]}{after[said[0].end :]}"


def _renumbered(struck: Reference, said: Reference) -> str:
    """Return the file said last, with the letters and the year of the one that was taken back."""
    kind, year = said.kind or struck.kind, said.year or struck.year
    if kind:
        return f"{kind}-{year}-{said.number:04}" if year else f"{kind} {said.number}"
    return f"la {said.number}"


def _moment_replaced(before: str, after: str) -> str | None:
    struck = moments(before, _ANY_DAY)
    said = [one for one in moments(after, _ANY_DAY) if one.start <= _SOON]
    if not struck or not said:
        return None
    old, new = struck[-1], said[0]
    return f"{before[: old.start]}{_moved(before, after, old, new)}{before[old.end :]}{after[new.end :]}"


def _moved(before: str, after: str, old: SaidMoment, new: SaidMoment) -> str:
    """Return the moment said last, with the day or the hour of the one taken back where it says none itself."""
    said = after[new.start : new.end].strip()
    if new.day is None and old.day is not None:
        day = moments(before[old.start : old.end], _ANY_DAY)[0]
        only = before[old.start : old.end] if day.hour is None else _HOUR.sub("", before[old.start : old.end])
        return f"{only.strip(' ,à')} à {said.removeprefix('à ')}"
    if new.hour is None and old.hour is not None and not new.part:
        return f"{said} à {old.hour:%Hh%M}"
    return said


def _name_replaced(before: str, after: str) -> str | None:
    said, struck = _NAMED.match(after), list(_NAME.finditer(before))
    if said is None or not struck or not struck[-1].start():
        return None
    return f"{before[: struck[-1].start()]}{said['name']}{before[struck[-1].end() :]}{after[said.end() :]}"


def _begun_alike(before: str, after: str) -> int | None:
    """Return where the part of ``before`` starts that begins with a small word of the kind that ``after`` begins with."""
    first = _FIRST.match(after)
    kind = _KINDS.get(first[0]) if first else None
    if kind is None:
        return None
    alike = [found for found in list(_FIRST.finditer(before))[-_NEAR:] if _KINDS.get(found[0]) == kind]
    return alike[-1].start() if alike else None
