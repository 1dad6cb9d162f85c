"""How a message is read that is typed while a form has the focus: small readers, tried in turn, the first that answers.

A reader returns None when the message is none of its own. Their order says what goes before what: a word that steers
the form, an exact command, an answer that the field accepts, a question (answered, then the form goes on).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from dialogs.core import form_cards as cards
from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core.context import Agreed, Turn
from dialogs.core.exchange import Message, Reply
from dialogs.core.form import AnswerRefused, Field, Form, Picker, values_of
from dialogs.core.form_steps import Besides, Command, Forms, OtherMatter
from dialogs.core.form_words import (
    ALL,
    ALSO_SENDS,
    BACK,
    CANCEL,
    CHANGE,
    HELP,
    IS_ANSWER,
    IS_NO_ANSWER,
    KEEP,
    NOTHING,
    REFUSE,
    RESUME,
    SEND,
    SKIP,
    VALUE,
)
from dialogs.core.shown import asks_itself
from knowledge.french import PARIS, listed, quoted, shortened
from knowledge.time.moments import is_moment, moments, the_day_in, with_moment
from knowledge.understanding.act import names_file
from knowledge.understanding.answer_fit import EVERY, is_chatter, is_second_thought, kind_of
from knowledge.understanding.arbiter import PendingWord
from knowledge.understanding.intent.topics import Decision
from knowledge.understanding.matter import ANYTHING, Matter
from knowledge.understanding.references import references
from knowledge.understanding.short import WHICH, bare, chosen, says_no, says_yes
from knowledge.understanding.words import evened, plain_words
from storage.actions import drafts
from storage.actions.drafts import REVIEW, Draft, DraftGone, Focused

_LONGEST = 1_500  # Characters of a message that is heard as another matter.
_SHOWN = 60  # Characters of what was typed that are shown again.
_BRIEF = 6  # Words: a longer message that seems to ask for something may as well be an answer that speaks of it.
# The least chance that a text answers what is asked; below the second it hardly can: what it clearly is is heard at once.
_ANSWERS, _ASIDE = 0.4, 0.2
_DESCRIBES = 0.6  # The least chance that words which the field refuses tell more of the trouble.
_STEM = 4  # Letters that «garder» and «garde» have in common.
_LITTLE = frozenset(("ma", "mon", "la", "le", "les", "l", "je", "oui", "ok", "donc", "svp", "merci", "c", "est", "bon"))
_FEW = 3  # Words: fewer tell too little to say that they are no answer.
_ASKED_FOR = frozenset((Matter.STATUS, Matter.ACT))  # Matters that ask for something.
_QUESTIONS = frozenset((Matter.STATUS, Matter.QUESTION))  # Matters that want an answer.
_SENDS = re.compile(r"\b(?:envoie|envoyez|envoyer|transmets|transmettez)\b")
_AGREES = re.compile(r"^\s*(?:oui|ok|ouais|exact|d'accord)\b[ ,.!:]*(?=\S)", re.IGNORECASE)
_CORRECTS = re.compile(
    r"^\W*(?:(?:ah|euh|oh|oups|zut|mince|attendez|attends)[ ,.!]*)*(?:non|nan|pardon|erreur|en fait|plutot|finalement|desolee?|oups|je me suis tromp\w+|je voulais dire|correction|rectification)\b"
)
_ANOTHER = re.compile(
    r"^\W*(?:(?:et|sinon|bon|alors|ah|aussi|au fait|tant que j'y suis|j'ai(?: aussi)?(?: une?)?)[ ,]+)*(?:une? )?(?:autre (?:chose|souci|probleme|question|sujet|difficulte)|(?:deuxieme|second|2e|2eme) (?:souci|probleme|chose|sujet)|rien a voir)\b"
    r"|^(?:(?:ah|bon|et)[ ,]+)*(?:et puis|sinon|au fait|d'ailleurs|tant que j'y suis)[ ,]+(?:j'ai|on a|nous avons) (?:aussi |encore )?une? \w+|\brien a voir (?:avec|du tout)\b"
)
_ADDS = re.compile(
    r"^\s*(?:(?:oui|ok|alors|et|ah|euh|du coup|aussi)[ ,]+)*(?:(?:vous|tu) (?:pouvez|peux|pourriez) |(?:peux|pouvez|pourriez)[- ](?:tu|vous) |il faudrait |j(?:e veux |'aimerais ))?"
    r"r?ajoute[rz]?(?:[- ](?:y|lui))?(?: (?:aussi|bien|y|svp|stp|juste|[aà] (?:ma|la) (?:demande|candidature|motivation|description)))*(?: qu(?:e |['’])| ?: ?)",
    re.IGNORECASE,
)
# A text that stands instead of the one that is there: «mets plutôt : …», «non, plutôt parce que …».
_REWRITES = re.compile(
    r"^\W*(?:non\W+)?(?:(?:mets|mettez|[ée]cri[sv]\w*|dis|dites|remplace\w*|change\w*|corrige\w*|modifie\w*)\b[^:]{0,40}:"
    r"|plut[oô]t\s*(?::|(?:parce qu(?:e\s|['’])|car\s)))\s*(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DROPS = frozenset(("oublie", "oubliez", "laisse", "laissez", "annule", "annulez", "abandonne"))
_DROPPED = re.compile(r"(?:laisse|laissez) tomber\b")  # Whatever is told after it: «laisse tomber le national l'a dit».
# What somebody says of what they have just done or read, and to nobody: «ah zut, mardi j'ai le SG».
_STARTLED = re.compile(r"^(?:(?:ah|oh|euh|mais|non|bon)\b[ ,]*)*(?:zut|mince|merde|flute|oups|attends|attendez)\b")
_CHOICE = 4  # Words of a message that may be one of a list's; a longer one that is none asks for something else.
_A_MOMENT = 6  # Words of a message that says another moment and no more.
# Another name than the one proposed.
_NAMED = re.compile(r"(?<=\s)[A-ZÀ-Þ]|\b(?:mais|plut[oô]t|non|nom|pr[ée]nom|m'appelle)\b")
_LETTER = 16  # Words of a text of several lines that tells a trouble, or thanks, on the way to something else.


@dataclass(frozen=True)
class Typed:
    """A message typed while a form has the focus, with what readers want to know of it, computed when first asked."""

    turn: Turn
    forms: Forms
    focused: Focused
    besides: Besides

    @property
    def command(self) -> Command | None:
        """Return the command that the message is, word for word."""
        return self.besides.command

    @property
    def beside(self) -> OtherMatter | None:
        """Return what the message clearly is besides an answer."""
        found = self.besides.beside
        return found if found and found.sure else None

    @property
    def draft(self) -> Draft:
        """Return the draft that has the focus."""
        return self.focused.draft

    @property
    def at(self) -> str:
        """Return the id of the field that is asked, or REVIEW."""
        return self.focused.field

    @property
    def text(self) -> str:
        """Return what was typed."""
        return self.turn.incoming.text

    @cached_property
    def words(self) -> str:
        """Return what was typed as plain words."""
        return plain_words(self.text)

    @cached_property
    def form(self) -> Form:
        """Return the draft's form. Raises DraftGone."""
        return self.forms.of(self.draft)

    @cached_property
    def field(self) -> Field:
        """Return the field that is asked. Raises DraftGone where the form has none of that name (any more)."""
        field = self.form.field(self.at)
        if field is None:
            raise DraftGone(self.at)
        return field

    @cached_property
    def decision(self) -> Decision:
        """Return what the message means outside of the form."""
        # A single word at a field is an answer, though a wrong one, rather than more about what was asked before.
        lone = self.at != REVIEW and len(self.text.split()) == 1 and not self.ends_as_question
        return self.turn.base.decide(self.text, last_topic=None if lone else self.turn.topic)

    @property
    def asks(self) -> bool:
        """Tell whether the message is surely a question about the call, or about the assistant."""
        if self.beside is not None:
            return self.beside.matter is Matter.QUESTION
        return self.ends_as_question and steps.is_question(self.decision)

    @property
    def ends_as_question(self) -> bool:
        """Tell whether a question mark ends it."""
        return self.text.rstrip().endswith("?")

    @property
    def corrects(self) -> bool:
        """Tell whether it takes back what was said before: «non, plutôt …», «pardon, je me suis trompée, …»."""
        return _CORRECTS.match(evened(self.text)) is not None

    @property
    def asks_the_other(self) -> bool:
        """Tell whether it is a question that may be put to who reads the answer: a message may be one."""
        return self.ends_as_question and Matter.QUESTION in self.field.tells

    @property
    def demand(self) -> str:
        """Return the intent that the message surely asks for besides, "" when it may be an answer."""
        return steps.demand_of(self.forms, self.decision)

    @property
    def doubt(self) -> Matter | None:
        """Return what a message that the field takes may be as well; None where it is an answer."""
        startled = self.field.free and _STARTLED.match(evened(self.text))
        return Matter.TALK if startled else self._other_matter

    @property
    def _other_matter(self) -> Matter | None:
        field, count = self.field, len(self.text.split())
        if self._is_plainly_one:
            return None
        if field.holds:
            return self._aside
        if field.picker in (Picker.DAY, Picker.MOMENT) and count > _BRIEF:
            return self._ordered_with_a_day()
        demands = bool(self.demand) and count <= _BRIEF
        if field.free and not field.tells and demands:
            return Matter.ACT
        matter = self.beside.matter if self.beside else Matter.QUESTION if self.asks else None
        if matter is None or matter in field.tells or (field.choices and count <= _BRIEF):
            return None
        if self.form.more is not None and matter is Matter.TROUBLE and not field.free:
            return None  # What the field takes of it is taken, and the rest with it.
        return None if self._is_letter(matter) else matter

    def _ordered_with_a_day(self) -> Matter | None:
        """Return what a long message may ask for that says a day too: «relance-la si elle n'a pas répondu d'ici demain»."""
        order = self.besides.elsewhere()
        return order.matter if order and order.matter in _ASKED_FOR else None

    @property
    def _is_plainly_one(self) -> bool:
        """Tell whether it is an answer as it stands: a moment where one is asked for, or words that have nothing to settle."""
        at = self.field.picker in (Picker.DAY, Picker.MOMENT) and is_moment(self.text, self.turn.now)
        return at or self.words in IS_ANSWER

    def _is_letter(self, matter: Matter) -> bool:
        """Tell whether a text of several lines may ask, thank or tell a trouble on the way to what it says."""
        letter = self.field.multiline and not self.ends_as_question
        return letter and (matter in (Matter.QUESTION, Matter.TALK) or len(self.text.split()) > _LETTER)

    @property
    def _aside(self) -> Matter | None:
        """Return what words are that hardly answer a field whose words are known; None where they may well.

        Few words say too little to be judged by («absente demain»), and a reason may tell a trouble: such answers are read
        again at the summary, before they leave.
        """
        if self.asks_the_other and self.beside is None:
            return None
        beside = self.besides.beside
        if beside and self._is_plainly_aside(beside):
            return beside.matter
        if self.fit >= _ANSWERS or (self.field.takes_bare and (says_yes(self.text) or says_no(self.text))):
            return None
        if beside is None:
            return None if self._says_little else Matter.TALK
        if beside.sure:
            return beside.matter
        may_tell = beside.matter is Matter.TROUBLE and Matter.TROUBLE in self.field.tells
        # From the second chance on, neither the words of the field nor those of another matter are sure.
        return None if self.fit >= _ASIDE or may_tell or self._says_little else beside.matter

    def _is_plainly_aside(self, beside: OtherMatter) -> bool:
        """Tell whether a message is another matter whatever its words are like: an order, a trouble where none is asked for."""
        if beside.matter is not Matter.TROUBLE:
            return beside.matter is Matter.ACT and beside.orders
        return beside.sure and Matter.TROUBLE not in self.field.tells and len(self.text.split()) <= _LETTER

    @property
    def _says_little(self) -> bool:
        """Tell whether it is a few words that may be anything: no talk, no question, no file named."""
        few = len(self.text.split()) <= _FEW
        return few and not (is_chatter(self.text) or self.ends_as_question or names_file(self.text))

    @cached_property
    def fit(self) -> float:
        """Return the chance that the message answers the field, for one whose words are known (``Field.holds``)."""
        listener = self.turn.registry.listener(self.turn.base)
        return listener.fits(self.text, self.field.holds, self.turn.situation)

    @property
    def describes(self) -> float:
        """Return the chance that the message tells more of a trouble."""
        listener = self.turn.registry.listener(self.turn.base)
        return listener.fits(self.text, "description", self.turn.situation)

    @cached_property
    def taken(self) -> str | AnswerRefused:
        """Return the value that the field takes from it, or why it takes none; one that was listed may be meant by a word."""
        text, shown = self.text, self.draft.listed.get(self.field.id, ())
        at = chosen(text, [self.field.shown(value) for value in shown], pointed=False) if shown else None
        if at is None and len(shown) == 1 and says_yes(text):
            at = 0  # «Voulez-vous dire … ?»
        if at is not None:
            text = shown[at]
        try:
            return self.field.taken(text)
        except AnswerRefused as refused:
            # «Laissez-lui jusqu'au 2 février», «8 jours» say a day in words of their own.
            day = the_day_in(text, self.turn.now) if self.field.picker is Picker.DAY else None
            return self.field.taken(f"{day:%d/%m/%Y}") if day else refused


Reader = Callable[[Typed], Awaitable[Reply | None]]


async def read(typed: Typed) -> Reply:
    """Answer a message typed while a form has the focus. Raises DraftGone."""
    for reader in (*ANYWHERE, *(AT_REVIEW if typed.at == REVIEW else AT_FIELD)):
        reply = await reader(typed)
        if reply is not None:
            return reply
    draft = typed.draft
    if typed.at == REVIEW:  # A yes that follows may be to what was not understood.
        draft = await drafts.answer(
            typed.turn.storage, steps.place(typed.turn), draft.nonce, pending=typed.text[:_LONGEST], field=REVIEW, now=typed.turn.now,
        )  # fmt: skip
    return steps.ask(typed.form, draft, typed.at, note=_not_understood(typed))


def _not_understood(typed: Typed) -> str:
    """Return what is said of words that nothing here takes, with the ways out."""
    said = quoted(shortened(" ".join(typed.text.split()), _SHOWN))
    return (texts.NOT_UNDERSTOOD_REVIEW if typed.at == REVIEW else texts.NOT_UNDERSTOOD).format(said=said)


# Anywhere in a form


async def read_help(typed: Typed) -> Reply | None:
    """Say what can be typed here, and ask again: «aide»."""
    if typed.words not in HELP:
        return None
    return steps.then_ask(steps.show_help(typed.form), typed.form, typed.draft, typed.at)


async def read_cancel(typed: Typed) -> Reply | None:
    """Leave the form: «annuler»."""
    return await steps.leave(typed.turn, typed.form, typed.draft) if typed.words in CANCEL else None


async def read_giving_up(typed: Typed) -> Reply | None:
    """Leave the form where it is given up in other words: «annule ma demande»; a reason may say so."""
    if typed.beside is None or typed.beside.matter is not Matter.LEAVE:
        return None
    if typed.at != REVIEW and Matter.LEAVE in typed.field.tells:
        return None
    return await steps.leave(typed.turn, typed.form, typed.draft)


async def read_back(typed: Typed) -> Reply | None:
    """Ask the field before: «retour»."""
    return await steps.go_back(typed.turn, typed.form, typed.draft, typed.at) if typed.words in BACK else None


async def read_whole(typed: Typed) -> Reply | None:
    """Show all fields on one screen: «tout»."""
    return steps.show_whole(typed.form, typed.draft) if typed.words in ALL else None


async def read_resume(typed: Typed) -> Reply | None:
    """Show again what is being asked: «reprendre»."""
    return steps.ask(typed.form, typed.draft, typed.at) if typed.words in RESUME else None


async def read_second_thought(typed: Typed) -> Reply | None:
    """Leave the form where the person thinks better of it: «finalement non», «attends, je me suis trompé».

    A form of several steps, whose answers may be worth a lot, is put aside; «non» alone may be one of its answers.
    """
    named = bool(references(typed.text))  # «Je laisse la 12» is said of a file.
    first = plain_words(typed.text.partition(",")[0])  # «Oublie, ils verront bien.»
    drops = first in _DROPS or _DROPPED.match(first)
    if named or not (drops or is_second_thought(typed.text)) or (typed.at != REVIEW and typed.field.choices):
        return None
    if _says_button(typed):  # «Garde la note» is what its button says.
        return None
    if says_no(typed.text) and (not typed.form.direct or (typed.at != REVIEW and typed.field.takes_bare)):
        return None
    return await steps.leave(typed.turn, typed.form, typed.draft)


async def read_command(typed: Typed) -> Reply | None:
    """Do what the message commands word for word, then ask again."""
    if typed.command is None:
        return None
    return await steps.do_besides(typed.turn, typed.form, typed.draft, typed.at, typed.command)


async def read_settlement(typed: Typed) -> Reply | None:
    """Settle what the message that waits was: «ma réponse», «une question», «une demande»."""
    if not typed.draft.pending or typed.at == REVIEW:
        return None
    if typed.words in IS_NO_ANSWER:
        return await steps.answer_pending(typed.turn, typed.forms, typed.draft, typed.at)
    beside = steps.pending_of(typed.turn, typed.draft)[1] if typed.words == "oui" else None
    if beside and beside.matter is Matter.TROUBLE:  # A yes may want the help as well.
        shown = cards.which_card(typed.form, typed.draft, typed.field, Matter.TROUBLE, note=texts.WHICH_OF_TWO)
        return Reply.of(Message(texts.WHICH_OF_TWO, shown))
    if typed.words in IS_ANSWER:
        return await steps.take_pending(typed.turn, typed.form, typed.draft, typed.at)
    return None


# Before the summary


async def read_sending(typed: Typed) -> Reply | None:
    """Send the form: «envoyer», «oui», or the words of one of its other ways."""
    way = next((way.name for way in typed.form.ways if typed.words in way.says), "")
    sends = typed.words in SEND or bare(typed.text) in SEND | ALSO_SENDS or _says_button(typed)
    if not (way or sends):
        return None
    stood = typed.turn.remembered.asked
    another = stood is not None and stood.asks and asks_itself(stood) and not stood.kind.startswith("form.")
    between = another or (bool(typed.draft.pending) and typed.words != "envoyer")
    if between and not way and not _says_button(typed):
        return steps.ask(typed.form, typed.draft, typed.at, note=texts.YES_TO_WHAT)
    return await steps.send(replace(typed.turn, agreed=Agreed.YES), typed.form, typed.draft, way=way)


def _says_button(typed: Typed) -> bool:
    """Tell whether a message says what stands on the button that sends the form, however its verb is put."""
    title = _stems(typed.form.sending(typed.draft))
    return len(title) > 1 and _stems(typed.text) == title


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in plain_words(text).split() if word not in _LITTLE]


async def read_field_named(typed: Typed) -> Reply | None:
    """Ask again the field that is named, or set it where its new value is said: «il faut changer l'établissement, c'est…»."""
    head, colon, told = typed.text.partition(":")
    given = typed.form.meant(head) if colon and told.strip() else None  # «Motif : déjà formateur».
    if given:
        return await _set(typed, given, told.strip())
    change = None if references(typed.text) else CHANGE.match(typed.words)
    field = typed.form.meant(typed.text) or (typed.form.meant(typed.words[change.end() :]) if change else None)
    if field:
        return await steps.look_at(typed.turn, typed.form, typed.draft, field.id)
    named = typed.form.named_in(typed.words) if change else None
    if named is None:
        return None
    value = VALUE.split(typed.text, maxsplit=1)
    return await _set(typed, named, value[1].strip(" .!:") if len(value) > 1 else "")


async def _set(typed: Typed, field: Field, said: str) -> Reply:
    """Give a field its new value, or ask it where nothing is said; what it refuses is asked again."""
    try:
        kept = field.taken(said) if said else ""
    except AnswerRefused as refused:
        draft = await drafts.answer(
            typed.turn.storage, steps.place(typed.turn), typed.draft.nonce, field=field.id, now=typed.turn.now,
            listed={field.id: values_of(refused.choices)} if refused.choices else {},
        )  # fmt: skip
        return steps.refuse(typed.form, draft, field, refused, said)
    if kept:
        return await steps.keep(typed.turn, typed.form, typed.draft, {field.id: kept})
    return await steps.look_at(typed.turn, typed.form, typed.draft, field.id)


async def read_not_yet(typed: Typed) -> Reply | None:
    """Ask which field is to be changed: «non», «modifier»; a direct form is left with «non»."""
    if typed.form.direct and says_no(typed.text):
        return await steps.leave(typed.turn, typed.form, typed.draft)
    changes = CHANGE.match(typed.words) and not references(typed.text)
    if typed.words not in REFUSE and not changes and not says_no(typed.text):
        return None
    return await _which_field(typed)


async def _which_field(typed: Typed) -> Reply:
    """Ask which answer is to be changed; a lone one is asked for again."""
    form = typed.form
    if len(form.fields) == 1:
        return await steps.look_at(typed.turn, form, typed.draft, form.fields[0].id)
    labels = listed([field.label for field in form.fields], "ou")
    return Reply.text(texts.WHICH_FIELD.format(labels=labels), *(field.label for field in form.fields[:3]))


async def read_question(typed: Typed) -> Reply | None:
    """Answer a question about the call, then ask again."""
    if not typed.asks:
        return None
    reply = await typed.forms.respond(typed.turn, typed.text, typed.decision)
    return steps.then_ask(reply, typed.form, typed.draft, typed.at)


# At a field


async def read_confirmation(typed: Typed) -> Reply | None:
    """Take the answer that is proposed: «oui»."""
    proposed = typed.draft.proposed(typed.field.id)
    if not proposed or not (typed.words in KEEP or _agrees_and_goes_on(typed)):
        return None
    if typed.words not in KEEP and typed.form.more:
        with suppress(AnswerRefused):
            more = typed.form.more(typed.turn, typed.draft, _AGREES.sub("", typed.text))
            return await steps.keep(typed.turn, typed.form, typed.draft, {**more, typed.field.id: proposed})
    try:
        return await steps.keep(typed.turn, typed.form, typed.draft, {typed.field.id: typed.field.taken(proposed)})
    except AnswerRefused as refused:
        if typed.field.free:  # A name as Teams shows it is kept as it is.
            return await steps.keep(typed.turn, typed.form, typed.draft, {typed.field.id: proposed})
        return steps.refuse(typed.form, typed.draft, typed.field, refused, proposed)


def _agrees_and_goes_on(typed: Typed) -> bool:
    """Tell whether a yes to what is proposed goes on with something else, which names nobody: «oui, c'est bloquant»."""
    return _AGREES.match(typed.text) is not None and not _NAMED.search(typed.text)


async def read_skip(typed: Typed) -> Reply | None:
    """Leave the field empty: «passer», and «envoyer» where it may be empty, since the summary comes first."""
    if typed.form.direct and typed.field.optional and says_no(typed.text):
        return await steps.leave(typed.turn, typed.form, typed.draft)  # Nothing was asked but whether to do it.
    sends = SEND if typed.form.direct else frozenset({"envoyer"})
    nothing = typed.field.optional and (typed.words in sends or bare(typed.text) in NOTHING)
    if nothing and isinstance(typed.taken, str) and typed.field.choices:
        return None  # «non» is one of the answers.
    if typed.words not in SKIP and not nothing:
        return None
    return await steps.skip(typed.turn, typed.form, typed.draft, typed.field)


async def read_sending_too_early(typed: Typed) -> Reply | None:
    """Say what is missing before the form can be sent: «envoyer», «ok envoie», or another way to send it: no answer."""
    sends = {"envoyer", *(said for way in typed.form.ways for said in way.says)}
    ordered = says_yes(typed.text) and _SENDS.search(typed.words) is not None
    if not (ordered or typed.words in sends) or not typed.form.missing(typed.draft.answers):
        return None
    labels = listed([field.label for field in typed.form.missing(typed.draft.answers)])
    return steps.ask(typed.form, typed.draft, typed.at, note=texts.MISSING.format(labels=labels))


async def read_yes_or_no(typed: Typed) -> Reply | None:
    """Ask for the words themselves where a bare yes or no is no answer: «oui» is no reason, «non» is no name."""
    yes, no = says_yes(typed.text) or not bare(typed.text), says_no(typed.text)
    if not (yes or no) or typed.field.choices or typed.field.takes_bare:
        return None  # A field of choices says itself which there are.
    if (typed.field.tells, typed.field.alone, typed.field.holds) == (ANYTHING, EVERY, ""):
        return None  # An answer to somebody's question may be one: «Non, jamais.»
    said = quoted(shortened(typed.text.strip(), _SHOWN))
    why = texts.YES_WHAT if yes else texts.NO_WHAT
    way = "" if typed.field.optional else texts.CANCEL_HOW  # The step itself says that it may be left empty.
    return steps.ask(typed.form, typed.draft, typed.at, note=why.format(said=said, way=way).rstrip())


async def read_doubtful(typed: Typed) -> Reply | None:
    """Ask back what a field would take though it clearly reads as another matter; it waits meanwhile."""
    field, matter = typed.field, None if isinstance(typed.taken, AnswerRefused) else typed.doubt
    if matter is None:
        return None
    beside = typed.beside
    heard = beside is not None and beside.sure and beside.matter not in (Matter.TROUBLE, Matter.TALK)
    if field.holds and beside and heard and typed.fit < _ASIDE and not typed.asks_the_other:
        return await steps.do_besides(typed.turn, typed.form, typed.draft, typed.at, beside.hear)
    draft = await drafts.answer(
        typed.turn.storage, steps.place(typed.turn), typed.draft.nonce, pending=typed.text[: field.longest],
        field=field.id, now=typed.turn.now,
    )  # fmt: skip
    return Reply.of(Message(cards.which(field, matter), cards.which_card(typed.form, draft, field, matter)))


async def read_asked_meanwhile(typed: Typed) -> Reply | None:
    """Answer a question that is asked where a text, or words of a known kind (``Field.holds``), are: it is no answer.

    Where the kind is not known, an order put as a question is heard too: «tu peux prendre la 12 ?».
    """
    field = typed.field
    is_text = bool(field.holds) or (field.free and field.multiline)
    if not is_text or not typed.ends_as_question or typed.asks_the_other:
        return None
    if field.holds and field.multiline and typed.fit >= _ANSWERS:
        return None  # A trouble may be told as a question: «Comment suivre les voyages par classe ?»
    found = typed.besides.elsewhere()
    if found is None or found.matter not in (_QUESTIONS if field.holds else _QUESTIONS | {Matter.ACT}):
        return None
    return await steps.do_besides(typed.turn, typed.form, typed.draft, typed.at, found.hear)


async def read_said_already(typed: Typed) -> Reply | None:
    """Ask again where a text of several lines is but an answer that is there already: one's name is no motivation."""
    if not typed.field.multiline:
        return None
    for other in typed.form.fields:
        kept = typed.draft.answers.get(other.id, "")
        if kept and other is not typed.field and plain_words(other.shown(kept)) == typed.words:
            said = shortened(typed.text.strip(), _SHOWN)
            why = texts.SAID_ALREADY.format(said=said, label=other.label, ask=typed.field.ask)
            return steps.ask(typed.form, typed.draft, typed.at, note=why)
    return None


async def read_answer(typed: Typed) -> Reply | None:
    """Keep an answer that the field accepts, and go on."""
    if isinstance(typed.taken, AnswerRefused):
        return None
    answers = {typed.field.id: typed.taken}
    trouble = typed.beside is not None and typed.beside.matter is Matter.TROUBLE
    if trouble and typed.form.more and Matter.TROUBLE not in typed.field.tells:
        with suppress(AnswerRefused):  # A secret is told in it: the answer is taken, and no more.
            answers = {**typed.form.more(typed.turn, typed.draft, typed.text), **answers}
    return await steps.keep(typed.turn, typed.form, typed.draft, answers)


async def read_particulars(typed: Typed) -> Reply | None:
    """Keep what a sentence plainly says of other fields than the one asked: «mon portable, c'est le 06…», «non, vague 2».

    What is there already is changed only by a sentence that corrects.
    """
    beside = typed.besides.beside
    others = _ASKED_FOR if typed.form.more else _ASKED_FOR | {Matter.TROUBLE}
    asks = typed.ends_as_question or (beside is not None and beside.matter in others)
    if typed.form.says is None or asks or len(typed.text) > _LONGEST:
        return None
    # At a field, a value by itself is a wrong answer, and is said to be; at the summary nothing is asked.
    if typed.at != REVIEW and (kind_of(typed.text) or not isinstance(typed.taken, AnswerRefused)):
        return None
    given = {} if typed.corrects else typed.draft.answers
    found: dict[str, str] = {}
    for id_, value in typed.form.says(typed.turn, given, typed.text).items():
        field = typed.form.field(id_)
        if field and typed.draft.answers.get(id_) != value:
            with suppress(AnswerRefused):
                found[id_] = field.taken(value)
    if not found:
        return None
    return await steps.keep_more(typed.turn, typed.form, typed.draft, typed.at, found)


async def read_other_moment(typed: Typed) -> Reply | None:
    """Correct the moment that is kept by the day or the hour which is said instead: «non, plutôt 14 h 30»."""
    kept = typed.draft.answers
    field = next((one for one in typed.form.fields if one.picker is Picker.MOMENT and kept.get(one.id)), None)
    said = moments(typed.text, typed.turn.now)
    if field is None or field.id == typed.at or len(said) != 1 or not typed.corrects:
        return None
    try:
        before = datetime.fromisoformat(kept[field.id]).astimezone(PARIS)
        day, hour = said[0].day or before.date(), said[0].hour or before.time()
        value = field.taken(f"{day:%d/%m/%Y} à {hour:%Hh%M}")
    except (ValueError, AnswerRefused):
        return None
    return await steps.keep_more(typed.turn, typed.form, typed.draft, typed.at, {field.id: value})


async def read_addition(typed: Typed) -> Reply | None:
    """Change the text that is there, by a sentence that answers no question: «ajoutez que…», or more of the trouble told."""
    if typed.ends_as_question or len(typed.text) > _LONGEST or (typed.at != REVIEW and not _refused(typed)):
        return None
    written = _text_of(typed)
    edited = _edited(typed, typed.draft.answers.get(written.id, "")) if written else ""
    if written and edited:
        with suppress(AnswerRefused):
            whole = written.taken(edited)
            return await steps.keep_more(typed.turn, typed.form, typed.draft, typed.at, {written.id: whole})
    beside = typed.besides.beside
    talks = beside is not None and beside.matter is Matter.TALK
    told = typed.at != REVIEW and not talks and len(typed.text.split()) > _FEW and kind_of(typed.text) is None
    if typed.form.more and told and typed.describes >= _DESCRIBES and not _ANOTHER.search(evened(typed.text)):
        return await steps.tell_more(typed.turn, typed.form, typed.draft, typed.at, typed.text)
    return None


def _text_of(typed: Typed) -> Field | None:
    """Return the last field of a form that holds a text, one that has its answer first; None where it has no such field."""
    long = [one for one in reversed(typed.form.fields) if one.multiline]
    return next((one for one in long if typed.draft.answers.get(one.id)), long[0] if long else None)


def _edited(typed: Typed, kept: str) -> str:
    """Return what the text ``kept`` becomes by the message, which adds to it, replaces it or says another moment; "" if none."""
    said = typed.text
    adds = _ADDS.match(said)
    if adds:
        more = said[adds.end() :].strip()
        stop = "" if kept[-1:] in ("", ".", "!", "?", "…") else "."
        return f"{kept}{stop} {more[:1].upper()}{more[1:]}".strip()
    instead = _REWRITES.match(said) if kept else None
    if instead:
        return instead["text"][:1].upper() + instead["text"][1:]
    other = typed.corrects and len(said.split()) <= _A_MOMENT
    return with_moment(kept, said, typed.turn.now) if other and not references(said) else ""


async def read_word(typed: Typed) -> Reply | None:
    """Do what the message says of what waits, in other words than the form's: it is shown again, or left; nothing is sent.

    At a field only where the form could be sent as it is, and of what can hardly answer the field.
    """
    ready = typed.at == REVIEW or (
        typed.field.optional and not typed.field.choices and not typed.form.missing(typed.draft.answers)
    )
    word = typed.besides.word() if ready else PendingWord.NONE
    if word is PendingWord.NONE or (typed.at != REVIEW and word not in (PendingWord.STATE, PendingWord.STOP)):
        return None
    if word is PendingWord.STOP or (word is PendingWord.LATER and not typed.form.forgets):
        return await steps.leave(typed.turn, typed.form, typed.draft)
    if word is PendingWord.CHANGE:
        return await _which_field(typed)
    return steps.ask(typed.form, typed.draft, typed.at, note=texts.NOT_SENT_YET)


async def read_besides(typed: Typed) -> Reply | None:
    """Hear another matter that the field does not take; the form waits. A trouble may be more of what it asks for.

    What is no answer at all need not surely be something else: whatever it may ask for is done.
    """
    beside = typed.beside or _elsewhere(typed)
    if beside is None or len(typed.text) > _LONGEST:
        return None
    if beside.matter is Matter.TROUBLE and typed.form.more:
        if _ANOTHER.search(evened(typed.text)):
            return steps.ask(typed.form, typed.draft, typed.at, note=texts.ONE_AT_A_TIME)
        likely = typed.at != REVIEW and isinstance(typed.taken, AnswerRefused) and bool(typed.taken.likely)
        return None if likely else await steps.tell_more(typed.turn, typed.form, typed.draft, typed.at, typed.text)
    return await steps.do_besides(typed.turn, typed.form, typed.draft, typed.at, beside.hear)


def _elsewhere(typed: Typed) -> OtherMatter | None:
    """Return what a message asks for that is no answer: at a summary nothing is one, at a field what is refused."""
    reviewed = typed.at == REVIEW
    said = len(typed.text.split()) >= _FEW and kind_of(typed.text) is None  # A value of another kind is a wrong answer.
    if not (said or reviewed or typed.words in WHICH):
        return None
    if not reviewed and (typed.demand or not _refused(typed)):
        return None
    found = typed.besides.elsewhere()
    chosen_from = bool(
        not reviewed and typed.field.choices and not typed.form.more and len(typed.text.split()) > _CHOICE
    )
    return found if found and (reviewed or chosen_from or found.matter in _ASKED_FOR) else None


def _refused(typed: Typed) -> bool:
    """Tell whether the field takes no such value, nor offers any that may have been meant."""
    taken = typed.taken
    return isinstance(taken, AnswerRefused) and not (taken.likely or (taken.choices and not typed.field.choices))


async def read_question_instead(typed: Typed) -> Reply | None:
    """Answer a question that the field did not accept as an answer, then ask again; a wrong number is no question."""
    if len(typed.text) > typed.field.longest or not any(char.isalpha() for char in typed.text):
        return None
    return await read_question(typed)


async def read_demand(typed: Typed) -> Reply | None:
    """Do something else that is asked for, then ask again."""
    if not typed.demand:
        return None
    return await steps.do_demand(typed.turn, typed.forms, typed.draft, typed.at, typed.demand)


async def read_wrong_answer(typed: Typed) -> Reply | None:
    """Say why the field does not accept the answer, and keep what is listed to choose from."""
    refused, draft = typed.taken, typed.draft
    if not isinstance(refused, AnswerRefused):
        return None
    if refused.choices:
        draft = await drafts.answer(
            typed.turn.storage, steps.place(typed.turn), draft.nonce, listed={typed.field.id: values_of(refused.likely or refused.choices)},
            field=typed.field.id, now=typed.turn.now,
        )  # fmt: skip
    return steps.refuse(typed.form, draft, typed.field, refused, typed.text)


ANYWHERE: tuple[Reader, ...] = (
    read_help,
    read_cancel,
    read_back,
    read_whole,
    read_resume,
    read_settlement,
    read_second_thought,
    read_command,
    read_giving_up,
)
AT_REVIEW: tuple[Reader, ...] = (
    read_sending,
    read_field_named,
    read_other_moment,
    read_particulars,
    read_addition,
    read_not_yet,
    read_word,
    read_besides,
    read_question,
)
AT_FIELD: tuple[Reader, ...] = (
    read_other_moment,
    read_confirmation,
    read_skip,
    read_sending_too_early,
    read_yes_or_no,
    read_said_already,
    read_word,
    read_asked_meanwhile,
    read_doubtful,
    read_answer,
    read_particulars,
    read_besides,
    read_question_instead,
    read_demand,
    read_addition,
    read_wrong_answer,
)
