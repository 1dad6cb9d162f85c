"""What a typed message means, for this person, at this point of the conversation: the one way in.

The bot, the commands ``understand``, ``ask`` and ``try``, the evaluation and the tests all call
:meth:`Listener.understand`. It is pure: the same message and situation give the same understanding; nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.request import RequestMove
from knowledge.time.delays import paris_day
from knowledge.understanding.act import (
    FULL_REFERENCE,
    NO_ACT,
    SaidAct,
    is_of_a_thing,
    of_its_meeting,
    read_act,
)
from knowledge.understanding.arbiter import OF_OTHERS, OF_THE_FILE, ON_THE_FILE, Arbiter, PendingWord, Weighed
from knowledge.understanding.asked import asks_of_a_choice, said_of
from knowledge.understanding.care import decide, disappointed
from knowledge.understanding.commands import CommandList, CommandWords
from knowledge.understanding.follow_up import takes_off
from knowledge.understanding.intent.subjects import Subjects
from knowledge.understanding.intent.topics import INTENT_DOMAINS, Decision, Domain, Verdict
from knowledge.understanding.meaning import (
    AGREEMENT,
    ASKED,
    AWAITS,
    CLEARLY,
    KeptMeanings,
    Sense,
    Situation,
    Understanding,
    answers,
    meant_of,
    plainly,
)
from knowledge.understanding.plain_act import left_over
from knowledge.understanding.profile import UNSETTLED, asks_to_apply, read_candidate
from knowledge.understanding.proposing import is_idea
from knowledge.understanding.query import Op, Query, Refusal, Zone, allowed
from knowledge.understanding.references import APPLICATION, REQUEST, counts_opale, only_one, references
from knowledge.understanding.request_phrase import RequestDraft, lent_by, orders_a_note, read_request
from knowledge.understanding.ruling import (
    HEARD,
    LIKELY,
    MESSAGE,
    NEARLY,
    NOTE,
    REMINDER,
    SURE,
    TOLD,
    WRITES_ON_A_FILE,
    Case,
    asks_of_asker,
    asks_of_somebody,
    begins_request,
    entry_action,
    is_answered,
    is_whole,
    likely_subjects,
    look,
    loses_its_number,
    narrows,
    numbered,
    of_a_fitted_call,
    profiled,
    talks,
)
from knowledge.understanding.several import (
    SaidSeveral,
    is_named,
    is_written_to,
    names_one,
    read_several,
    written_to_one,
)
from knowledge.understanding.short import leans, may_lean, names_its_thing, says_no, says_yes
from knowledge.understanding.status import StatusEar, StatusReader, Steering, wished
from knowledge.understanding.teaming import TeamWish
from knowledge.understanding.utterance import Utterance, corrected, utterance
from knowledge.understanding.viewed import (
    asks_of_one,
    asks_of_requests,
    candidate_named,
    leans_on_one,
    points_at_one,
    same_again,
    with_reference,
)
from knowledge.understanding.words import MAX_CHARS, evened, plain_words, undictated

# Actions that begin a request: what the message says of it is read out of the sentence.
REQUEST_INTENTS = frozenset(("enregistrer_demande", "demander_assistance"))
_TO_EXPERTS = "message aux experts"  # That by which something is written to one of them, or to all.
_NEXT_PAGE = frozenset(
    ("suite", "la suite", "voir la suite", "suivants", "suivantes", "page suivante", "les suivantes")
)
_STEERING = "statut_pilotage"
_STEERING_TOO = frozenset((_STEERING, "lister_experts"))  # Commands that are status questions too.
_ON_REQUESTS = frozenset(("prendre_demande", "attribuer_demande"))
# What is asked of all files, and what of one's own: «combien de demandes aujourd'hui ?», «combien de mes demandes ?».
_OF_ALL = re.compile(
    r"\b(?:combien (?:de|d')|liste des|toutes les|quelles? (?:sont les )?(?:demandes|seances|candidatures))"
)
_OF_ONESELF = re.compile(r"\b(?:ma|mon|mes|notre|nos|moi|nous|je|j'|m'|on|reste)\b")
_A_NOTE = re.compile(r"\b(?:une|la|ma) note\b")
_A_REMINDER = re.compile(r"\bun rappel\b")
_NAMES_THEM = re.compile(
    r"\b(?:expert(?:e|es|s)?|equipe|collegues|reseau|tous|toutes|tout le monde|eux deux|les deux|chacun|vivier)\b"
)
# Who types reports what somebody has just said to them: «Lucie vient de me dire que…».
_HEARD_FROM = re.compile(
    r"\b(?:vien(?:t|nent) de (?:me|nous|m')|m'(?:a|ont)|nous (?:a|ont)) ?(?:dire|dit|repond\w*|rappel\w*|confirm\w*|signal\w*|ecrit|ecrire|expliqu\w*|annonc\w*)\b"
)
# Commands told apart by a word, which the head mixes up: (command, word, whether it is there, the command that is meant).
_TOLD_APART = (
    (MESSAGE, _HEARD_FROM, True, NOTE),  # What somebody has said is noted, and not told to them.
    (_TO_EXPERTS, _NAMES_THEM, False, MESSAGE),  # «Préviens Lucie» is for nobody else.
    (REMINDER, _A_NOTE, True, NOTE),  # «Ajoute une note : le fournisseur rappellera» is no reminder,
    (NOTE, _A_REMINDER, True, REMINDER),  # and «mets-moi un rappel sur la 9» no note.
)
# What only those who asked do: an expert who seems to do it does something else.
_BY_WHO_ASKED = frozenset((RequestMove.RATE, RequestMove.CONFIRM, RequestMove.REFUSE_SOLUTION, RequestMove.AGREE))
# «Ouvre la 9» shows it.
_OPENS = re.compile(
    r"(?:[\w'-]+[ ,]+){0,3}?(?:ouvr(?:e|ir|ez)|montre[rz]?|affiche[rz]?|(?:re)?voir)(?:[ -](?:moi|nous))?\b"
)


def opens(text: str) -> bool:
    """Tell whether a message asks to be shown something: «ouvre la demande de Passedat»."""
    return _OPENS.match(evened(text)) is not None


# Who wants to be reminded says so in a word of its own: «sors-moi les chiffres, j'ai réunion à 11 h» does not.
_REMINDS = re.compile(
    r"rappel|relanc|rel[ae]n[cs]|pense|oubli|remet|revien|redi[st]|signal|previen|alert|m['e ]?avert|memoire|bip|agenda"
)
# Commands that are meant only where their own word is said: «les sessions d'aujourd'hui» asks for no training.
_NAMED_BY = {REMINDER: _REMINDS, "formations": re.compile(r"format|stage|atelier|inscri|\bcours\b|former")}
# What shows visits and their papers, and plans none.
_OF_VISITS = frozenset(("mon ordre de mission", "visites", "ordre de mission"))
# What shows the same to those for whom a command is not.
_FOR_ALL = {"delais": "attente habituelle"}
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"")  # What is to be written orders nothing.
# «Réponse pour la 1 : voici le relevé» is the answer itself.
_ANSWERS_ONE = re.compile(r"^\W*reponse (?:pour|a|sur) [^:]*\d[^:]*:\s*\S")
_RATHER = 0.3  # How much likelier such a command must be than a move.
_STANDS = ("statut_demande", "statut_candidature")  # What shows where one's own file stands.
# The least chance of a status question that follows another, and of one that is read at all.
_FOLLOWS, _LEAST = 0.4, 0.1
_DESCRIPTION, _FEW = "description", 4  # The field that asks what the trouble is, and the words of one told in few.
_LONGEST_ANSWER = 400  # Characters of what answers a question of the assistant.
_CHOOSE, _CHOICES = 0.08, 3  # The least chance of a command that is offered to choose, and how many are.
_ANSWERED = 0.35  # The chance of an act from which a message answers what was asked with one.
# What is asked meanwhile is no answer to that.
_ELSEWHERE = (Domain.CALL, Domain.ELIGIBILITY, Domain.STEERING, Domain.OWN, Domain.ASSISTANT, Domain.COMPLAINT,
              Domain.TALK)  # fmt: skip


# What is no question on a file, whatever name it holds.
_OF_THEMSELVES = frozenset((Sense.ACT, Sense.COMMAND, Sense.SEVERAL, Sense.ACTION, Sense.REQUEST, Sense.ELIGIBILITY))


_WORDS_KEPT = 512
_IDEA = "je propose"
_GIVEN = re.compile(
    r"^(?:(?:ok|bon|alors|et|donc) )*(?:la|le|n°) ?\d+(?:(?:,| et| puis) (?:la |le |n° ?)?\d+)+,? (?:a|pour|chez) \S"
)
_HESITATES = re.compile(r"^(?:\W*\b(?:h+m+|hum|mm+h?|pf+|bon|ben|bah|euh|heu|ah|oh|ok)\b)+[\W_]*(?=\w)", re.IGNORECASE)


def _several(text: str, situation: Situation) -> SaidSeveral | None:
    """Return the acts on several files that are ordered; «la 17 et la 16 à Élise» gives both."""
    gives = _GIVEN.match(evened(text)) is not None and is_named(text, situation.experts)
    return read_several(f"attribue {text}" if gives else text)


def _lists_all(read: Steering, case: Case) -> bool:
    """Tell whether a question would list all there is, though neither its words nor the last question name it: «bon, ça avance»."""
    query, before = read.query, case.situation.query
    if query is None or query.op is not Op.LIST or names_its_thing(case.asks):
        return False
    if before is not None and before.what is query.what:
        return False  # «Affiche-les.»
    return not (query.where or query.group_by or query.measure or query.period or query.limit or query.sort)


class Listener:
    """Understands what is typed, with the knowledge in force."""

    def __init__(
        self,
        base: KnowledgeBase,
        commands: CommandList,
        subjects: Callable[[], Subjects],
        arbiter: Callable[[], Arbiter],
        status: Callable[[], StatusReader],
    ) -> None:
        """``subjects``, ``arbiter`` and ``status`` are called when they are needed: building each takes a twentieth of a second, once."""
        self._base = base
        self._commands = commands
        self._subjects = subjects
        self._arbiter = arbiter
        self._steering = StatusEar(status)
        self._kept = KeptMeanings()
        self._words: dict[str, tuple[PendingWord, float]] = {}  # By message, of which many come again.
        # What each domain makes of a message; None where it has no reading of it.
        self._readers: Mapping[Domain, Callable[[Case], Understanding | None]] = {
            Domain.CALL: self._told,
            Domain.ELIGIBILITY: self._eligible,
            Domain.DIFFICULTY: self._troubled,
            Domain.ACT: self._done,
            Domain.OWN: self._own,
            Domain.STEERING: self._steered,
            Domain.ASSISTANT: self._entry,
            Domain.COMMAND: self._commanded_otherwise,
            Domain.ELSEWHERE: self._elsewhere,
            **dict.fromkeys(HEARD, self._heard),
        }

    def understand(self, text: str, situation: Situation) -> Understanding:
        """Return what ``text`` means in this situation; of a very long one, the beginning is read."""
        return self._kept.meaning(corrected(undictated(text[:MAX_CHARS])), situation, self._found_out)

    def _found_out(self, text: str, situation: Situation) -> Understanding:
        found = self._noted(text, situation) or self._in_own_words(text, situation)
        if found:
            return found
        if situation.roles and situation.topic and not leans(text):
            situation = replace(situation, topic=None)  # What says all it means leaves the topic of the call.
        plain = plainly(text, situation) if situation.personal else None
        if plain:
            return Understanding(Sense.ACT, act=plain)
        if situation.topic and self._base.recogniser.fitted and not situation.roles:
            # What is asked of such a call is judged by its own texts, which say nothing of what was asked before.
            alone = self._found_out(text, replace(situation, topic=None))
            if not may_lean(text) or (alone.sense is Sense.CALL and alone.decision and is_answered(alone.decision)):
                return alone
        cut = utterance(text)
        # The recogniser finds what asks in a long message by itself; a mail's body is told to it.
        decision = decide(self._base, cut.asks if cut.is_mail else cut.said, topic=situation.topic)
        if not decision.shares and not (situation.asked and text.strip() and not decision.topics):
            return Understanding(Sense.CALL, decision)  # The words of a button, or no words at all.
        return self._weighed(cut, situation, decision)

    def _noted(self, text: str, situation: Situation) -> Understanding | None:
        """Return the request that staff order to be written down and tell whole: «note : collège X, …»; else None."""
        free = situation.roles and situation.personal and not situation.asked and not situation.form
        if not free or not orders_a_note(text) or references(text):
            return None
        draft = self.request(text, situation)
        reached = draft.phone or draft.email
        # «Ajoutez-y une note : …» is noted on the file that is shown.
        of_the_file = situation.viewed_last and not draft.uai
        if of_the_file or not draft.reads_as_request or not draft.subjects:
            return None
        if not reached and self._named(text, situation):
            return None
        return Understanding(Sense.REQUEST, request=draft, difficulty=draft.subject)

    def _in_own_words(self, text: str, situation: Situation) -> Understanding | None:
        """Return what is said in the words of something that is done so: several acts, a wish, a command, the next page."""
        exact = self._commands.exact(text)
        goes_on = situation.query is not None and situation.roles and situation.personal
        read = self._steering.read(text, situation) if goes_on and not exact and takes_off(plain_words(text)) else None
        if read:
            return self._read(None, read)
        done = self._done_with_files(text, situation, exact=exact is not None)
        if done:
            return done
        wish = wished(text, situation, self._steering)
        said = self._commands.exact(wish.command) if wish else None
        if said and (isinstance(wish, TeamWish) or said.allows(situation.roles)):
            return Understanding(Sense.COMMAND, command=said, wish=wish)
        command = self._commands.meant(text, situation.roles)
        if command and not self._only_begins(text, command, situation):
            return self._commanded(text, situation, command)
        if situation.query and goes_on and plain_words(text) in _NEXT_PAGE:
            return Understanding(Sense.STATUS, reading=allowed(situation.query, situation.roles), goes_on=True)
        return None

    def _done_with_files(self, text: str, situation: Situation, *, exact: bool) -> Understanding | None:
        """Return what is to be done in so many words: the last act again, something written about one file, several acts."""
        again = self._again_or_idea(text, situation) if situation.roles else None
        if again:
            return again
        named = self._named(text.partition(":")[0], situation)
        head = with_reference(text, named, situation.candidates) if named else text
        answers = situation.roles and _ANSWERS_ONE.match(evened(head))  # Who asked answers the expert by an act.
        if situation.personal and Role.SA_EPLE in situation.roles and is_written_to(text, situation.experts):
            return Understanding(Sense.COMMAND, command=self._commands.exact(_TO_EXPERTS))
        if situation.personal and (answers or written_to_one(head)):
            return Understanding(Sense.COMMAND, command=self._commands.exact(MESSAGE))
        several = _several(text, situation) if Role.SA_EPLE in situation.roles and not exact else None
        if several and not (names_one(several) and self._named(text, situation)):
            return Understanding(Sense.SEVERAL, several=several)
        return None

    def _again_or_idea(self, text: str, situation: Situation) -> Understanding | None:
        """Return the last act said again, or a proposal for the committee, whatever acts its words would be."""
        again = self._same_again(text, situation) if situation.act else None
        idea = self._commands.exact(_IDEA) if situation.personal and is_idea(text) else None
        return again or (Understanding(Sense.COMMAND, command=idea) if idea else None)

    @staticmethod
    def _same_again(text: str, situation: Situation) -> Understanding | None:
        """Return the last act, said again of another file: «et la 14 à Ferrand», «non, la 12»; it is said back first.

        «Et la 9 ?» asks of another file what was just asked, where something was shown since.
        """
        if text.rstrip().endswith("?") and situation.viewed_last:
            return None
        first, _, _ = text.partition(". ")
        left = same_again(first) if situation.personal else ""
        if not left or len(references(left)) != 1 or left_over(left, situation.now, situation.experts):
            return None
        act = read_act(left, situation.act, situation.now)
        return Understanding(Sense.ACT, act=act, doubt=Zone.SAY_BACK) if act.reference else None

    def _weighed(self, cut: Utterance, situation: Situation, decision: Decision) -> Understanding:
        """Return what the chances of the domains make of a message, the question that it answers weighed with it."""
        named = self._named(cut.said, situation)
        asks = with_reference(cut.asks, named, situation.candidates) if named else cut.asks
        viewed = situation.viewed[:2] if situation.roles and situation.viewed_last else ""
        after = situation.query is not None
        weighed = self._arbiter().weigh(asks, decision, situation.roles, after=after, viewed=viewed)
        if situation.asked and decision.shares and not answers(situation.asked, cut.asks, situation, weighed):
            situation = replace(situation, asked=None)
        alone = weighed
        if situation.asked:
            weighed = self._arbiter().weigh(cut.asks, decision, situation.roles, situation.asked)
        if cut.is_mail and cut.whole != cut.asks:  # What asks says little of what it is about: both are read.
            weighed = weighed.joined(self._arbiter().weigh(cut.whole, decision, situation.roles, situation.asked))
        head, weighed = self._before_the_reason(cut.asks, situation, weighed, viewed)
        case = Case(cut, situation, decision, weighed, named, head)
        found = self._judged(case)
        found = self._of_a_file(found, case) if situation.roles and situation.personal else found
        if self._base.recogniser.fitted and not situation.roles:
            found = of_a_fitted_call(found, case, self._base.silent.__contains__)
        if situation.asked and found.act and found.act.act in ASKED.get(situation.asked, ()):
            found = replace(found, act=replace(found.act, act=meant_of(situation.asked, found.act.act, alone)))
        return replace(found, weighed=weighed)

    def _named(self, text: str, situation: Situation) -> str:
        """Return the application of the one candidate whom ``text`` names; "" where it names none."""
        candidates = situation.candidates
        return candidate_named(text, candidates, situation.experts, self._base.usual) if candidates else ""

    def _before_the_reason(self, text: str, situation: Situation, whole: Weighed, viewed: str) -> tuple[str, Weighed]:
        """Return what stands before a colon, read alone, where it is an act on a file: its report or reason may tell anything.

        Before a comma too, where the ``whole`` only tells something or leaves the file that is shown: «la 12 est résolue, DBM
        refaite», «on le refuse, trop tôt pour la vague 4».
        """
        head, colon, _ = text.partition(": ")
        pointed = viewed and not references(text) and (whole.is_about(ON_THE_FILE) < LIKELY or counts_opale(text))
        if not colon and (whole.best is Domain.STORY or (whole.best is Domain.ACT and pointed)):
            head, colon, _ = text.partition(", ")
        head = head.strip()
        named = references(head) or self._named(head, situation)
        if not colon or not (named or viewed):
            return text, whole
        decision, viewed = self._base.decide(head), "" if named else viewed
        weighed = self._arbiter().weigh(head, decision, situation.roles, situation.asked, viewed=viewed)
        is_act = weighed.best is Domain.ACT and (named or weighed.is_about(ON_THE_FILE) >= LIKELY)
        return (head, weighed) if is_act else (text, whole)

    def _only_begins(self, text: str, command: CommandWords, situation: Situation) -> bool:
        """Tell whether a message only begins like a command on a request, whose number it does not give in full."""
        if not situation.personal or not command.allows(situation.roles) or command.intent not in _ON_REQUESTS:
            return False
        return self._commands.exact(text) is None and not FULL_REFERENCE.search(text)

    def fits(self, text: str, field: str, situation: Situation) -> float:
        """Return the chance that ``text`` answers a form that waits for such a field, rather than being an aside.

        A trouble told in few words describes one, though asides are short too: «Rejet.», «Le flux est rejeté.».
        """
        said = utterance(text[:MAX_CHARS]).said
        chance = self._arbiter().fits(said, field, situation.roles)
        if field != _DESCRIPTION or chance >= LIKELY or len(said.split()) > _FEW:
            return chance
        weighed = self._arbiter().weigh(said, self._base.decide(said), situation.roles)
        return max(chance, weighed.chances[Domain.DIFFICULTY])

    def word_on_pending(self, text: str) -> tuple[PendingWord, float]:
        """Return what ``text`` does to what waits to be sent, and how surely."""
        found = self._words.get(text)
        if found is None:
            if len(self._words) >= _WORDS_KEPT:
                self._words.clear()
            said = utterance(_HESITATES.sub("", text[:MAX_CHARS])).said
            found = self._words[text] = self._arbiter().word(said)
        return found

    def request(self, text: str, situation: Situation) -> RequestDraft:
        """Return what ``text`` says of a request for assistance."""
        text = text[:MAX_CHARS]
        cut = utterance(text)
        decision = self._base.decide(cut.asks)
        return self._drafted(Case(cut, situation, decision, self._arbiter().weigh(cut.said, decision, situation.roles)))

    def _judged(self, case: Case) -> Understanding:
        """Return what is decided: the reading of the first of the likely domains that has one."""
        if not case.situation.personal:
            return self._of_the_call(case)
        found = self._answered(case) or self._taught(case)
        if found is None and case.situation.roles:
            found = self._planned_visit(case) or self._staff_command(case) or self._second_opinion(case)
        if found:
            return found
        if asks_to_apply(case.said):  # Whoever does is told first whom the call addresses.
            found = self._eligible(case)
            if found:
                return found
        for domain in case.domains():
            found = self._readers[domain](case)
            if found:
                return found
        if case.situation.roles and case.is_told and case.chance(Domain.CALL) < _LEAST:
            return Understanding(Sense.HEARD, case.decision)  # «Bon, ça avance» asks nothing of the call.
        return self._of_the_call(case)

    def _of_a_file(self, found: Understanding, case: Case) -> Understanding:
        """Return what staff say of a file that they name otherwise, or that is being spoken of, where nothing surer was ``found``."""
        if found.sense in (Sense.ACT, Sense.REQUEST, Sense.OFFER) and case.is_on_the_last:
            return self._done_with_the_last(case) or found
        if loses_its_number(found, case):
            return look(case, numbered(case))
        if found.sense in _OF_THEMSELVES:
            return found
        viewed = "" if references(case.asks) else case.situation.viewed
        about = self._said_of_the_last(found, case) if viewed and case.situation.viewed_last else None
        if about:
            return about
        if viewed and case.is_proposed and leans_on_one(case.asks):
            return self._done(case)
        if case.named:
            return self._of_the_named(found, case)
        asks = bool(viewed) and found.sense is not Sense.HEARD and not narrows(found, case) and case.asks_of_it
        return look(case, viewed) if asks else found

    def _of_the_named(self, found: Understanding, case: Case) -> Understanding:
        """Return what is said of the application whose candidate is named, unless the call answers it, or requests are asked about."""
        told = found.sense is Sense.CALL and case.is_surely_told
        others = isinstance(found.reading, Query) and (asks_of_requests(case.asks) or asks_of_asker(found.reading))
        if told or others:
            return found
        return self._done(case) if case.is_proposed else look(case, case.named)

    def _said_of_the_last(self, found: Understanding, case: Case) -> Understanding | None:
        """Return what is said of the file that was shown last, without naming it; ``found`` where it is of another matter."""
        about = case.weighed.is_about
        if case.named and case.named != case.situation.viewed and not case.asks_of_a_request:
            return None
        if about(ON_THE_FILE) >= LIKELY:
            return self._done_with_the_last(case)
        if about(OF_THE_FILE) >= LIKELY:
            if case.is_of_the_call and case.chance(Domain.CALL) >= SURE:
                return self._told(case)
            if case.asks_a_fact:
                return look(case, case.situation.viewed)
            plainly = case.is_surely_told and case.chance(Domain.STEERING) < SURE and not points_at_one(case.asks)
            if case.is_of_the_call or plainly:  # «Quelle est la date limite ?»: nothing says that it is of the file.
                return self._told(case)
            doubtful = about(OF_THE_FILE) < NEARLY and narrows(found, case) and not asks_of_one(case.asks)
            return found if doubtful or is_whole(found, case) else look(case, case.situation.viewed)
        return found if about(OF_OTHERS) >= SURE else None

    def _done_with_the_last(self, case: Case) -> Understanding | None:
        """Return what is to be done with the file that was shown last: a move, or something written, noted, remembered of it."""
        if counts_opale(case.head):
            return None  # «L'engagement 0004 est soldé» is of Op@le.
        commanded = self._written_on_a_file(case)
        if commanded:
            return commanded
        if is_of_a_thing(case.asks, case.act):
            return self._on_a_thing(case)
        chance = case.weighed.act.of(case.act)
        if chance < LIKELY and case.weighed.is_about(ON_THE_FILE) >= NEARLY and case.act_on_the_last >= LIKELY:
            return replace(self._acted(case), doubt=Zone.SAY_BACK)
        if chance < LIKELY:
            return None
        plainly = points_at_one(case.asks) and min(chance, case.weighed.is_about(ON_THE_FILE)) >= NEARLY
        acted = self._acted(case)
        return acted if plainly else replace(acted, doubt=Zone.SAY_BACK)

    def _written_on_a_file(self, case: Case) -> Understanding | None:
        """Return the command by which something is written on a file, or remembered of it; None where a move is likelier."""
        command, chance = case.weighed.command, case.weighed.act.of(case.act)
        said = self._command_of(case) if command.best in WRITES_ON_A_FILE else None
        told = chance < SURE or case.act in _BY_WHO_ASKED or command.best == REMINDER
        sure = command.chance >= NEARLY and told
        commanded = sure or chance < LIKELY or case.chance(Domain.COMMAND) >= case.chance(Domain.ACT)
        least = max(LIKELY, chance, min(chance + _RATHER, NEARLY))
        if said and commanded and case.sure_of_command >= least:
            return Understanding(Sense.COMMAND, case.decision, command=said)
        return None

    # What each domain makes of a message

    def _told(self, case: Case) -> Understanding:
        """Return the call's own answer; a few words that staff type after a status question go on from it."""
        situation, few = case.situation, len(case.said.split()) <= _FEW
        goes_on = situation.roles and situation.query and situation.topic is None and few and not case.is_surely_told
        if goes_on and not self._base.recogniser.taught(case.said):
            read = self._steering.read(case.asks, situation)
            if read and read.query and case.may_ask:
                return replace(
                    self._read(case.decision, read), doubt=Zone.ASK if read.zone is Zone.ASK else Zone.SAY_BACK
                )
        return Understanding(Sense.CALL, case.decision)

    def _commanded_otherwise(self, case: Case) -> Understanding | None:
        """Return a command said in other words than its own, or the likely ones to choose from; None where none is known."""
        found, command, roles = self._staff_command(case), case.weighed.command, case.situation.roles
        acts = case.decision.verdict is Verdict.ACTION
        if found or case.weighed.best is not Domain.COMMAND or (acts and case.decision.score >= CLEARLY):
            return found or (Understanding(Sense.ACTION, case.decision) if acts else None)
        likely = [(said, name) for name in command.above(_CHOOSE) if (said := self._commands.exact(name))]
        reserved = command.chance >= SURE and command.best not in WRITES_ON_A_FILE
        if reserved and likely and not likely[0][0].allows(roles):
            return Understanding(Sense.COMMAND, case.decision, command=likely[0][0])  # Its route says whom it is for.
        if not roles:
            return Understanding(Sense.ACTION, case.decision) if acts else None
        # Some commands have buttons alone for a name.
        choices = {name if "." in said.name else said.name: name for said, name in likely if said.allows(roles)}
        return Understanding(Sense.HEARD, case.decision, choices=tuple(choices.items())[:_CHOICES])

    def _planned_visit(self, case: Case) -> Understanding | None:
        """Return the appointment that seems a command on visits or their papers: «j'irai voir la 9 vendredi à 10 h»."""
        act, command = case.weighed.act, case.weighed.command
        if case.weighed.best is not Domain.COMMAND or act.best != RequestMove.PLAN or len(references(case.asks)) != 1:
            return None
        shown = command.best in _OF_VISITS
        planned = act.chance >= LIKELY if shown else act.chance >= NEARLY and command.chance < SURE
        acted = self._acted(case) if planned else None
        if acted is None or acted.act is None:
            return None
        return replace(acted, act=replace(acted.act, surely=act.chance), doubt=Zone.SAY_BACK)

    def _staff_command(self, case: Case) -> Understanding | None:
        """Return the command that is given in free words by somebody who may; None where none is likely enough."""
        said = self._command_of(case) if case.is_commanded else None
        if said is None:
            return None
        return replace(self._commanded(case.weighed.command.best, case.situation, said), decision=case.decision)

    def _command_of(self, case: Case) -> CommandWords | None:
        """Return the command that is likeliest, where the person may give it and a reminder is asked for in a word of its own."""
        name, plain = case.weighed.command.best, evened(_QUOTED.sub(" ", case.asks))
        for command, word, there, meant in _TOLD_APART:
            if name == command and bool(word.search(plain)) is there:
                name = meant
        needed = _NAMED_BY.get(name)
        if needed is not None and not needed.search(plain):
            return None
        for one in (name, _FOR_ALL.get(name, "")):
            said = self._commands.exact(one)
            if said and said.allows(case.situation.roles):
                return said
        return None

    def _entry(self, case: Case) -> Understanding | None:
        """Return what is asked of the assistant itself: an action of ours («aide») or an entry that says it.

        A number is of one file, which not everybody may see: no entry answers what is asked of it.
        """
        if references(case.said):
            return None
        action = entry_action(case)
        if action:
            return Understanding(Sense.ACTION, action)
        return Understanding(Sense.SERVICE, case.decision, service=case.weighed.service.best)

    def _heard(self, case: Case) -> Understanding:
        """Return small talk, thanks, a complaint or a story, with help where a trouble may be told in it."""
        if talks(case.decision, case.heard_as):
            return Understanding(Sense.ACTION, case.decision)
        tells = case.heard_as in (Domain.STORY, Domain.COMPLAINT) and case.chance(Domain.DIFFICULTY) >= TOLD
        if tells and not disappointed(case.said):  # «Cela ne m'aide pas» is said of the answer.
            return self._offered(case)
        return Understanding(Sense.HEARD, case.decision)

    def _elsewhere(self, case: Case) -> Understanding:
        """Return that a message is of another matter, unless the call surely has the answer."""
        if case.is_surely_told:
            return self._told(case)
        if case.may_be_trouble:
            return self._offered(case)
        score = round(100 * case.weighed.chance)
        return Understanding(Sense.CALL, Decision(Verdict.UNKNOWN, elsewhere=True, score=score))

    def _no_act(self, case: Case) -> Understanding | None:
        """Return what a message means that has the look of an act and cannot be one, when nothing was asked."""
        if says_yes(case.said) or says_no(case.said):
            bare_word = "oui" if says_yes(case.said) else "non"  # It does nothing.
            return Understanding(Sense.ACTION, Decision(Verdict.ACTION, intent=bare_word))
        if counts_opale(case.head) and not (references(case.asks) or case.named):
            # «Le bordereau 11 est rejeté»: what has such a number is no file here, whatever is said to have been done to it.
            trouble = case.chance(Domain.DIFFICULTY) >= TOLD
            return self._troubled(case) if trouble else Understanding(Sense.HEARD, case.decision)
        return None

    def _done(self, case: Case) -> Understanding:
        """Return what is meant by a message that is an act, or begins like one."""
        situation, weighed = case.situation, case.weighed
        beside = self._no_act(case) if situation.asked is None else None
        if beside:
            return beside
        if situation.roles and numbered(case) and _OPENS.match(evened(case.asks)):
            return look(case, numbered(case))
        if situation.roles and is_of_a_thing(case.asks, case.act):
            return self._on_a_thing(case)
        commanded = self._written_on_a_file(case) if situation.roles and references(case.asks) else None
        if commanded and situation.asked is None:
            return commanded
        unlike = weighed.act.best == NO_ACT and case.chance(Domain.ACT) < SURE
        if unlike and situation.asked is None:
            return self._remarked(case)
        acted = self._acted(case)
        if acted.sense is not Sense.ACT or situation.asked or not case.is_doubtful_act:
            return acted
        return replace(acted, doubt=Zone.SAY_BACK)

    def _on_a_thing(self, case: Case) -> Understanding:
        """Return the likeliest command on what is no file; where none is likely, that nothing is done."""
        said = self._command_of(case) if case.weighed.command.chance >= LIKELY else None
        return (
            Understanding(Sense.COMMAND, case.decision, command=said)
            if said
            else Understanding(Sense.HEARD, case.decision)
        )

    def _remarked(self, case: Case) -> Understanding:
        """Return what is made of a remark on a file: the file is shown, with what can be done with it."""
        reference = numbered(case)
        return look(case, reference) if reference else Understanding(Sense.HEARD, case.decision)

    def _own(self, case: Case) -> Understanding | None:
        """Return the action that shows where a person's own file stands; None for staff, who see those of all."""
        if case.situation.roles:
            return None
        plain = evened(case.said)
        if references(case.said) or (_OF_ALL.search(plain) and not _OF_ONESELF.search(plain)):
            return self._steered(case)  # A number may be anybody's, and a count is of all.
        whole, decision = evened(case.cut.whole), case.decision
        of_application = "candidat" in whole or any(one.kind == APPLICATION for one in references(whole))
        known = decision.verdict is Verdict.ACTION and decision.intent in _STANDS
        intent = decision.intent if known else _STANDS[of_application]
        return Understanding(Sense.ACTION, replace(decision, verdict=Verdict.ACTION, intent=intent))

    def _answered(self, case: Case) -> Understanding | None:
        """Return what answers what the assistant asked outside of a form; None where the message is about something else."""
        asked = case.situation.asked
        if not asked:
            return None
        short = len(case.said) <= _LONGEST_ANSWER
        if case.weighed.act.best in ASKED.get(asked, ()) and case.chance(Domain.ACT) >= _ANSWERED and short:
            found = self._acted(case)
            if asked == AGREEMENT and found.act and found.act.act == RequestMove.TAKE_BACK:
                # What was not agreed to cannot be taken back: another moment is wanted.
                act = replace(found.act, act=RequestMove.ASK_OTHER_SLOT, text=found.act.text or case.said)
                return replace(found, act=act)
            return found
        if asked == AWAITS and case.weighed.best not in _ELSEWHERE and short:
            act = SaidAct(RequestMove.REPLY, text=case.said, chance=case.chance(Domain.ACT))
            return Understanding(Sense.ACT, case.decision, act=act)
        return None

    def _taught(self, case: Case) -> Understanding | None:
        """Return the action that is asked for in words that are taught for it, by somebody whom it is for; else None.

        Staff who ask where requests stand ask of all: no action that shows one's own files is theirs.
        """
        intent, roles = case.decision.intent or "", case.situation.roles
        if case.decision.verdict is not Verdict.ACTION or self._base.recogniser.taught(case.said) != intent:
            return None
        domain = INTENT_DOMAINS.get(intent, Domain.COMMAND)
        of_all = domain is Domain.STEERING or (domain is Domain.OWN and bool(roles))
        if of_all or not self._commands.is_for(intent, roles):
            return None
        return self._troubled(case) if intent in REQUEST_INTENTS else Understanding(Sense.ACTION, case.decision)

    def _second_opinion(self, case: Case) -> Understanding | None:
        """Return a status question that its own reader is surer of than the arbiter, or that goes on from the one before.

        Two readers judge apart whether a message is one: their mean decides, where nothing else is likely.
        """
        situation, chance = case.situation, case.chance(Domain.STEERING)
        goes_on = situation.query is not None and situation.topic is None and leans(case.said)
        if not situation.roles or case.weighed.best is Domain.ACT or not case.may_ask:
            return None
        otherwise = chance < _LEAST or case.weighed.chance >= LIKELY or is_answered(case.decision)
        if otherwise and not goes_on:
            return None
        read = self._steering.read(case.asks, situation)
        if not (read and read.reading) or (chance + read.chance) / 2 < (_FOLLOWS if goes_on else LIKELY):
            return None
        return None if _lists_all(read, case) else self._read(case.decision, read)

    def _steered(self, case: Case) -> Understanding | None:
        """Return a status question; a refusal of one for those without a role; None where the words ask nothing."""
        if not case.may_ask:
            return None
        if not case.situation.roles:
            return Understanding(Sense.STATUS, case.decision, reading=Refusal())
        read = self._steering.read(case.asks, case.situation)
        if read and read.reading:
            return None if _lists_all(read, case) else self._read(case.decision, read)
        if case.chance(Domain.STEERING) < SURE or " " not in case.asks.strip():
            return None
        return Understanding(Sense.ACTION, replace(case.decision, verdict=Verdict.ACTION, intent=_STEERING))

    @staticmethod
    def _read(decision: Decision | None, read: Steering) -> Understanding:
        return Understanding(
            Sense.STATUS,
            decision,
            reading=read.reading,
            leftover=read.leftover,
            doubt=read.zone if isinstance(read.reading, Query) else Zone.RUN,
        )

    def _acted(self, case: Case) -> Understanding:
        """Return an act; what the call's recogniser starts as surely itself is left to it."""
        situation, weighed = case.situation, case.weighed
        label = of_its_meeting(case.asks, case.act)

        def weigh(part: str) -> float:
            if part.strip() == case.head:
                return 1.0
            return self._arbiter().act_chance(part, label, situation.roles, situation.asked)

        act = read_act(
            case.asks,
            label,
            situation.now,
            asked=situation.asked,
            usual=self._base.usual,
            weigh=weigh,
            chance=case.chance(Domain.ACT),
        )
        if case.cut.is_mail and act.reference is None and not act.mine:
            kind = APPLICATION if act.of_application else REQUEST
            act = replace(act, reference=only_one(f"{case.cut.whole}\n{case.cut.aside}", kind, situation.now.year))
        if act.of_application and act.reference is None and situation.roles:
            act = replace(act, reference=case.named or case.spoken_of)
        longer = len(case.asks) > _LONGEST_ANSWER  # All of it says more than an act.
        left = () if longer else left_over(case.asks, situation.now)
        beside = (case.asks,) if longer else self._arbiter().beside(left, label, NO_ACT)
        meant = max(case.chance(Domain.ACT), weighed.is_about(ON_THE_FILE) if case.is_on_the_last else 0.0)
        act = replace(act, surely=meant * weighed.act.of(label), beside=beside)
        # «ma demande, vous pouvez la retirer» takes nothing of an application away.
        begun = case.starts and act.of_application and act.reference is None and situation.asked is None
        return Understanding(Sense.ACTION if begun else Sense.ACT, case.decision, act=act)

    def _eligible(self, case: Case) -> Understanding | None:
        """Return a question on whom the call addresses, where somebody says who they are; else None."""
        form, situation = self._base.call.application, case.situation
        if form is None:
            return None
        likeliest, named = case.weighed.best is Domain.ELIGIBILITY, self._asks_of_a_choice(case)
        if not (named or likeliest or asks_of_somebody(case)):
            return None
        towns = situation.register.towns if len(case.said) < _LONGEST_ANSWER else ()
        said = read_candidate(case.said, form, towns, self._base.call.home, paris_day(situation.now))
        tells = said.function or said.wave or said.others or said.here is False
        if not (named or likeliest or tells):
            return None
        schools = () if said.here is False else situation.register.spot(case.said).schools
        if schools:  # Whichever it is of several, it is here; of which one, only one alone tells.
            said = said.at(schools[0].uai if len(schools) == 1 else "")
        if named and not said.says_something:  # Of what is named, the call addresses some and not others.
            said = replace(said, clouded=UNSETTLED)
        if any(field.heard == "function" for field in form.field):  # What the head of profiles knows.
            said = profiled(said, case.weighed.profile)
        return Understanding(Sense.ELIGIBILITY, case.decision, candidate=said)

    def _asks_of_a_choice(self, case: Case) -> bool:
        """Tell whether one of the form's choices is asked to be addressed, and nothing else, of which no fact says yes or no itself."""
        decision = case.decision
        if decision.verdict is Verdict.ACTION or not asks_to_apply(case.said):
            return False
        base, now = self._base, case.situation.now
        question = base.taken_apart(case.said, now)
        if not asks_of_a_choice(question, base.call):
            return False
        facts = [base.fact(one, now) for one in decision.topics if one in base.facts]
        return all(said_of(fact, question, base.call) == fact.answer for fact in facts)

    def _troubled(self, case: Case) -> Understanding:
        """Return a request to begin, or to offer where it is not sure that one is wanted."""
        decision, draft = case.decision, self._drafted(case)
        if decision.verdict is Verdict.ACTION and decision.intent in REQUEST_INTENTS:
            sense = Sense.ACTION
        else:
            chance, for_schools = case.chance(Domain.DIFFICULTY), bool(case.situation.roles)
            sense = Sense.REQUEST if begins_request(draft, chance, for_schools=for_schools) else Sense.OFFER
        return Understanding(sense, decision, request=draft, difficulty=draft.subject)

    def _offered(self, case: Case) -> Understanding:
        draft = self._drafted(case)
        return Understanding(Sense.OFFER, case.decision, request=draft, difficulty=draft.subject)

    def _drafted(self, case: Case) -> RequestDraft:
        """Return what a message says of a request: who writes is to be reached where nobody else is named."""
        cut, situation, subjects = case.cut, case.situation, self._subjects()
        draft = read_request(cut.said, situation.register, situation.now, subjects, situation.experts)
        draft = replace(draft, subjects=likely_subjects(subjects, cut.said, draft.told, case.weighed))
        if not cut.aside:
            return draft
        beside = read_request(cut.aside, situation.register, situation.now, subjects, situation.experts)
        return replace(draft, **lent_by(beside, draft))

    def _of_the_call(self, case: Case) -> Understanding:
        """Return what the call's recogniser decided; help is offered where that is nothing and a trouble may be told."""
        if case.decision.verdict is Verdict.UNKNOWN and case.situation.personal and case.may_be_trouble:
            return self._offered(case)
        action = case.decision.verdict is Verdict.ACTION
        return Understanding(Sense.ACTION if action else Sense.CALL, case.decision)

    def _commanded(self, text: str, situation: Situation, command: CommandWords) -> Understanding:
        """Return what a command's words mean: «candidatures» is the command, «candidatures déposées hier» a question."""
        if command.intent not in _STEERING_TOO:
            return Understanding(Sense.COMMAND, command=command)
        if not situation.roles:
            return Understanding(Sense.COMMAND, command=command, reading=Refusal())
        alone = self._commands.exact(text) is not None
        # A command begins anew: «statut» takes off what the last question had narrowed.
        afresh = replace(situation, query=None) if alone else situation
        read = self._steering.read(text, afresh) if situation.personal else None
        if read is None or read.reading is None:
            return Understanding(Sense.COMMAND, command=command)
        if read.query and plain_words(text) == read.query.what.value:  # «demandes» narrows nothing.
            read = replace(read, reading=replace(read.query, where=()))
        if command.allows(situation.roles) and not alone:
            return self._read(None, read)
        return replace(self._read(None, read), sense=Sense.COMMAND, command=command, doubt=Zone.RUN)
