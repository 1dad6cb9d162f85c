"""A message cut up once, at the door: what is said, what asks, and what only surrounds it in a pasted mail.

Greetings, formulas, signatures and quoted lines never say what is asked; they may lend a contact or a reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.intent.segments import sentences

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
