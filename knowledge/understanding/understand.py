"""What a typed message means, for this person, at this point of the conversation: the one way in.

The bot, the commands ``understand``, ``ask`` and ``try``, the evaluation and the tests all call
:meth:`Listener.understand`. It is pure: the same message and situation give the same understanding; nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.request import RequestMove, Topic
from knowledge.understanding.act import FULL_REFERENCE, NO_ACT, SaidAct, read_act, undecided
from knowledge.understanding.answering import AGREEMENT, ASKED, AWAITS, answers, meant_of, plainly
from knowledge.understanding.arbiter import Arbiter, Weighed
from knowledge.understanding.asked import asks_of_a_choice, said_of
from knowledge.understanding.asking import asked_for, asked_rather, likeliest_entry
from knowledge.understanding.care import disappointed
from knowledge.understanding.commands import CommandList, CommandWords
from knowledge.understanding.corrected import corrected
from knowledge.understanding.dictated import undictated
from knowledge.understanding.domains import INTENT_DOMAINS, Domain
from knowledge.understanding.entities.candidate import (
    UNSETTLED,
    asks_to_apply,
    read_candidate,
)
from knowledge.understanding.fitted import of_a_fitted_call
from knowledge.understanding.intent.normalise import MAX_CHARS, evened
from knowledge.understanding.intent.subjects import Subjects
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.introduction import decide
from knowledge.understanding.judging import (
    ANSWERED,
    BESIDE,
    FAINT,
    HEARD,
    LIKELY,
    OFFERED,
    RIVAL,
    SURE,
    SURELY,
    TOLD,
    anew,
    asks_by_name,
    asks_the_assistant,
    begins_request,
    heard,
    is_doubtful,
    is_heard,
    is_no_status_question,
    is_refused,
    is_told,
    likely_subjects,
    may_ask_eligibility,
    may_be_trouble,
    narrows,
    over_the_call,
    profiled,
    starts,
    surely_acts,
    surely_told,
    tells,
)
from knowledge.understanding.kept import KeptMeanings
from knowledge.understanding.leaning import asks_of_it, leans
from knowledge.understanding.mail import Utterance, utterance
from knowledge.understanding.meaning import CLEARLY, Sense, Understanding
from knowledge.understanding.plain_act import before_reasons, begins_with
from knowledge.understanding.query import Query, Refusal, allowed
from knowledge.understanding.recalled import takes_off
from knowledge.understanding.references import APPLICATION, REQUEST, counts_opale, only_one, references
from knowledge.understanding.request_phrase import RequestDraft, read_request
from knowledge.understanding.several import read_several
from knowledge.understanding.short import says_no, says_yes
from knowledge.understanding.situation import Situation
from knowledge.understanding.status import StatusReader, Zone
from knowledge.understanding.steering import StatusEar, Steering
from knowledge.understanding.teaming import TeamWish
from knowledge.understanding.wishes import wished
from knowledge.understanding.words import plain_words

# Actions that begin a request: what the message says of it is read out of the sentence.
REQUEST_INTENTS = frozenset(("enregistrer_demande", "demander_assistance"))
_NEXT_PAGE = frozenset(
    ("suite", "la suite", "voir la suite", "suivants", "suivantes", "page suivante", "les suivantes")
)
_STEERING = "statut_pilotage"
_STEERING_TOO = frozenset((_STEERING, "lister_experts"))  # Commands that are status questions too.
_ON_REQUESTS = frozenset(("prendre_demande", "attribuer_demande"))
_STANDS = ("statut_demande", "statut_candidature")  # What shows where one's own file stands.
_LENT = ("uai", "phone", "email", "contact_name", "contact_role")  # What a signature tells of who writes.
_FOLLOWS = 0.4  # The least chance of a status question that follows another.
_NAMES_TROUBLE = 0.5  # The chance of a subject from which a school and a moment are those of a new request.
_HARDLY, _GUESSED = 0.25, 0.15  # The chances below which the call has no answer, and no guesses, to another matter.
_DESCRIPTION, _FEW = "description", 4  # The field that asks what the trouble is, and the words of one told in few.
_LONGEST_ANSWER = 400  # Characters of what answers a question of the assistant.
# What is asked meanwhile is no answer to that.
_ELSEWHERE = (Domain.CALL, Domain.ELIGIBILITY, Domain.STEERING, Domain.OWN, Domain.ASSISTANT, Domain.COMPLAINT,
              Domain.TALK)  # fmt: skip


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

    def understand(self, text: str, situation: Situation) -> Understanding:
        """Return what ``text`` means in this situation; of a very long one, the beginning is read."""
        return self._kept.meaning(corrected(undictated(text[:MAX_CHARS])), situation, self._found_out)

    def _found_out(self, text: str, situation: Situation) -> Understanding:
        found = self._in_own_words(text, situation)
        if found:
            return found
        situation = anew(text, situation)
        plain = plainly(text, situation) if situation.personal else None
        if plain:
            return Understanding(Sense.ACT, act=plain)
        cut = utterance(text)
        # The recogniser finds what asks in a long message by itself; a mail's body is told to it.
        decision = decide(self._base, cut.asks if cut.is_mail else cut.said, topic=situation.topic)
        if not decision.shares and not (situation.asked and text.strip() and not decision.topics):
            return Understanding(Sense.CALL, decision)  # The words of a button, or no words at all.
        return self._weighed(cut, situation, decision)

    def _in_own_words(self, text: str, situation: Situation) -> Understanding | None:
        """Return what is said in the words of something that is done so: several acts, a wish, a command, the next page."""
        exact = self._commands.exact(text)
        goes_on = situation.query is not None and situation.roles and situation.personal
        if goes_on and not exact and takes_off(plain_words(text)):
            read = self._steering.read(text, situation)
            if read:
                return self._read(None, read)
        several = read_several(text) if Role.SA_EPLE in situation.roles and not exact else None
        if several:
            return Understanding(Sense.SEVERAL, several=several)
        wish = wished(text, situation, self._steering)
        said = self._commands.exact(wish.command) if wish else None
        if said and (isinstance(wish, TeamWish) or said.allows(situation.roles)):
            return Understanding(Sense.COMMAND, command=said, wish=wish)
        command = self._commands.meant(text, situation.roles)
        hears_more = situation.personal and command is not None and command.allows(situation.roles)
        if command and not (hears_more and self._only_begins(text, command)):
            return self._commanded(text, situation, command)
        if situation.query and goes_on and plain_words(text) in _NEXT_PAGE:
            return Understanding(Sense.STATUS, reading=allowed(situation.query, situation.roles), goes_on=True)
        return None

    def _weighed(self, cut: Utterance, situation: Situation, decision: Decision) -> Understanding:
        """Return what the chances of the domains make of a message, the question that it answers weighed with it."""
        weighed = self._arbiter().weigh(cut.asks, decision, situation.roles, after=situation.query is not None)
        if situation.asked and decision.shares and not answers(situation.asked, cut.asks, situation, weighed):
            situation = replace(situation, asked=None)
        alone = weighed
        if situation.asked:
            weighed = self._arbiter().weigh(cut.asks, decision, situation.roles, situation.asked)
        if cut.is_mail and cut.whole != cut.asks:  # What asks says little of what it is about: both are read.
            weighed = weighed.joined(self._arbiter().weigh(cut.whole, decision, situation.roles, situation.asked))
        found = self._judged(cut, situation, decision, weighed)
        if self._base.recogniser.fitted and not situation.roles:
            found = of_a_fitted_call(found, situation, decision, weighed, self._of_the_call)
        if situation.asked and found.act and found.act.act in ASKED.get(situation.asked, ()):
            found = replace(found, act=replace(found.act, act=meant_of(situation.asked, found.act.act, alone)))
        return replace(found, weighed=weighed)

    def _only_begins(self, text: str, command: CommandWords) -> bool:
        """Tell whether a message only begins like a command on a request, whose number it does not give in full."""
        return command.intent in _ON_REQUESTS and self._commands.exact(text) is None and not FULL_REFERENCE.search(text)

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

    def request(self, text: str, situation: Situation) -> RequestDraft:
        """Return what ``text`` says of a request for assistance."""
        text = text[:MAX_CHARS]
        cut = utterance(text)
        decision = self._base.decide(cut.asks)
        return self._drafted(cut, situation, self._arbiter().weigh(cut.said, decision, situation.roles))

    def _judged(self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding:
        """Return what is decided of the readings: the likeliest domain that can do something with the message."""
        if not situation.personal:
            return self._of_the_call(situation, decision, weighed)
        names_work = self._tells_trouble(cut, weighed)
        beside = names_work or (situation.topic is not None and is_told(decision))
        found = (
            self._answered(cut, situation, decision, weighed)
            or asked_for(cut.said, decision, weighed, beside=beside)
            or self._steered(cut, situation, decision, weighed)
            or self._eligible(cut, situation, decision, weighed)
        )
        if found:
            return found
        if surely_acts(decision, weighed) or self._ordered(cut, situation, weighed):
            return self._done(cut, situation, decision, weighed)
        if may_be_trouble(decision, weighed) and names_work:
            return self._troubled(cut, situation, decision, weighed) or self._offered(cut, situation, decision, weighed)
        of_a_file = bool(references(cut.said))  # A number is of one file, which not everybody may see.
        told = situation.topic is not None and surely_told(decision)
        if asks_the_assistant(decision, weighed) and not of_a_file and not told:
            return likeliest_entry(decision, weighed)
        if is_heard(decision, weighed):
            return self._helped(cut, situation, decision, weighed) or Understanding(Sense.HEARD, decision)
        found = (
            self._own(cut, situation, decision, weighed)
            or self._troubled(cut, situation, decision, weighed)
            or self._of_the_call(situation, decision, weighed)
        )
        return (None if beside else asked_rather(found, decision, weighed)) or found

    def _done(self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding:
        """Return what is meant by a message that surely is an act, or looks like one."""
        if undecided(before_reasons(cut.asks if cut.is_mail else cut.said)):
            return Understanding(Sense.HEARD, decision)
        if situation.asked is None and (says_yes(cut.said) or says_no(cut.said)):
            bare_word = "oui" if says_yes(cut.said) else "non"  # Nothing was asked: it does nothing.
            return Understanding(Sense.ACTION, Decision(Verdict.ACTION, intent=bare_word))
        if situation.asked is None and counts_opale(cut.asks) and not references(cut.asks):
            # «Le bordereau 11 est rejeté»: what has such a number is no file here, whatever is said to have been done to it.
            return self._troubled(cut, situation, decision, weighed) or Understanding(Sense.HEARD, decision)
        unlike = weighed.act.best == NO_ACT and weighed.chances[Domain.ACT] < SURE
        if unlike and situation.asked is None and self._ordered(cut, situation, weighed) is None:
            return self._remarked(cut, situation, decision)
        acted = self._acted(cut, situation, decision, weighed)
        if acted.sense is not Sense.ACT or situation.asked or not is_doubtful(decision, weighed):
            return acted
        return replace(acted, doubt=Zone.SAY_BACK)

    @staticmethod
    def _ordered(cut: Utterance, situation: Situation, weighed: Weighed) -> str | None:
        """Return the act that a message orders in its own words, the likeliest of those that begin so; None where it orders none."""
        if not situation.roles or weighed.chances[Domain.DIFFICULTY] >= LIKELY:
            return None
        return begins_with(cut.asks, (act for act, _ in weighed.act.ranked() if act != NO_ACT))

    @staticmethod
    def _remarked(cut: Utterance, situation: Situation, decision: Decision) -> Understanding:
        """Return what is made of a remark on a file: the file is shown, with what can be done with it."""
        named = next(iter(references(cut.asks)), None)
        if named is None:
            return Understanding(Sense.HEARD, decision)
        reference = named.whole(situation.now.year)
        shown = SaidAct(NO_ACT, of_application=not reference.startswith(REQUEST), reference=reference)
        return Understanding(Sense.ACT, decision, act=shown)

    @staticmethod
    def _own(cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding | None:
        """Return the action that shows where a person's own file stands, their application or their requests; else None."""
        chance, asks = weighed.chances[Domain.OWN], cut.said.rstrip().endswith("?")
        if (
            asks and weighed.best is Domain.ACT
        ):  # «J'ai envoyé ma candidature hier, vous l'avez reçue ?» orders nothing.
            chance = chance + weighed.chance if chance >= BESIDE else 0.0
        unlike = weighed.best not in (Domain.OWN, Domain.ACT) or chance < LIKELY or situation.roles
        of_it = asks_of_it(cut.said) and situation.topic is None  # «qui s'en occupe ?», of one's own request.
        if unlike or (surely_told(decision) and not of_it) or starts(decision):
            return None
        whole, acts = evened(cut.whole), decision.verdict is Verdict.ACTION
        of_application = "candidat" in whole or any(one.kind == APPLICATION for one in references(whole))
        intent = decision.intent if acts and decision.intent in _STANDS else _STANDS[of_application]
        return Understanding(Sense.ACTION, replace(decision, verdict=Verdict.ACTION, intent=intent))

    def _answered(
        self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed
    ) -> Understanding | None:
        """Return what answers what the assistant asked outside of a form; None where the message is about something else."""
        if self._answers(cut, situation, weighed):
            found = self._acted(cut, situation, decision, weighed)
            refuses = situation.asked == AGREEMENT and found.act and found.act.act == RequestMove.TAKE_BACK
            # What was not agreed to cannot be taken back: another moment is wanted.
            return self._for_another_slot(cut, found) if refuses else found
        if situation.asked == AWAITS and weighed.best not in _ELSEWHERE and len(cut.said) <= _LONGEST_ANSWER:
            act = SaidAct(RequestMove.REPLY, text=cut.said, chance=weighed.chances[Domain.ACT])
            return Understanding(Sense.ACT, decision, act=act)
        return None

    @staticmethod
    def _for_another_slot(cut: Utterance, found: Understanding) -> Understanding:
        act = found.act and replace(found.act, act=RequestMove.ASK_OTHER_SLOT, text=found.act.text or cut.said)
        return replace(found, act=act)

    @staticmethod
    def _answers(cut: Utterance, situation: Situation, weighed: Weighed) -> bool:
        """Tell whether a message answers what the assistant asked outside of a form."""
        if not situation.asked:
            return False
        of_it = weighed.act.best in ASKED.get(situation.asked, ())
        return of_it and weighed.chances[Domain.ACT] >= ANSWERED and len(cut.said) <= _LONGEST_ANSWER

    def _steered(
        self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed
    ) -> Understanding | None:
        """Return a status question, or None. Two readers judge apart whether it is one: their mean decides."""
        chance, stranger = weighed.chances[Domain.STEERING], not situation.roles
        leaning = situation.query is not None and leans(cut.said)
        if is_no_status_question(cut, situation, decision, weighed, leaning=leaning):
            return None
        # What surely is no status question of somebody without a role is not read as one: that costs more than all else.
        unheard = stranger and chance < FAINT and weighed.best is not Domain.OWN
        read = None if unheard else self._steering.read(cut.asks, situation)
        likely = (chance + read.chance) / 2 if read else 0.0
        if stranger:
            refused = is_refused(cut, weighed, likely)
            return Understanding(Sense.STATUS, decision, reading=Refusal()) if refused else None
        if weighed.best in (Domain.ACT, Domain.DIFFICULTY) and weighed.chance >= LIKELY and chance < OFFERED:
            return None
        if over_the_call(cut, decision, chance) is None and not (read and narrows(read.reading, situation.query)):
            return None
        if read and read.reading and likely >= (_FOLLOWS if leaning else LIKELY):
            return self._read(decision, read)
        if chance >= SURE and decision.intent != _STEERING and " " in cut.asks.strip():
            return Understanding(Sense.ACTION, replace(decision, verdict=Verdict.ACTION, intent=_STEERING))
        return None

    @staticmethod
    def _read(decision: Decision | None, read: Steering) -> Understanding:
        return Understanding(
            Sense.STATUS,
            decision,
            reading=read.reading,
            leftover=read.leftover,
            doubt=read.zone if isinstance(read.reading, Query) else Zone.RUN,
        )

    def _acted(self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding:
        """Return an act; what the call's recogniser starts as surely itself is left to it."""
        label = self._ordered(cut, situation, weighed) if weighed.act.best == NO_ACT else weighed.act.best
        label = label or next(act for act, _ in weighed.act.ranked() if act != NO_ACT)

        def weigh(part: str) -> float:
            return self._arbiter().act_chance(part, label, situation.roles, situation.asked)

        act = read_act(
            cut.asks,
            label,
            situation.now,
            asked=situation.asked,
            usual=self._base.usual,
            weigh=weigh,
            chance=weighed.chances[Domain.ACT],
        )
        if cut.is_mail and act.reference is None and not act.mine:
            kind = APPLICATION if act.of_application else REQUEST
            act = replace(act, reference=only_one(f"{cut.whole}\n{cut.aside}", kind, situation.now.year))
        # «ma demande, vous pouvez la retirer» takes nothing of an application away.
        begun = starts(decision) and act.of_application and act.reference is None and situation.asked is None
        sense = Sense.ACTION if begun else Sense.ACT
        return Understanding(sense, decision, act=act)

    def _eligible(
        self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed
    ) -> Understanding | None:
        """Return a question on whom the call addresses, where somebody says who they are; else None."""
        about, form = weighed.chances[Domain.ELIGIBILITY], self._base.call.application
        if form is None or weighed.chances[Domain.ACT] >= LIKELY:
            return None
        told, whom = set(decision.topics) if is_told(decision) else set(), self._base.on_eligibility
        named = self._asks_of_a_choice(cut, situation, decision)
        if not named and not may_ask_eligibility(cut, told, whom, decision, weighed):
            return None
        towns = situation.register.towns if len(cut.said) < _LONGEST_ANSWER else ()
        said = read_candidate(cut.said, form, towns, self._base.call.academy)
        if not named and about < LIKELY and not asks_by_name(cut, said, weighed, likely=bool(told & whom)):
            return None
        schools = () if said.here is False else situation.register.spot(cut.said).schools
        if schools:  # Whichever it is of several, it is here; of which one, only one alone tells.
            said = said.at(schools[0].uai if len(schools) == 1 else "")
        if named and not said.says_something:  # Of what is named, the call addresses some and not others.
            said = replace(said, clouded=UNSETTLED)
        heard = any(field.heard == "function" for field in form.field)  # What the head of profiles knows.
        return Understanding(Sense.ELIGIBILITY, decision, candidate=profiled(said, weighed.profile) if heard else said)

    def _asks_of_a_choice(self, cut: Utterance, situation: Situation, decision: Decision) -> bool:
        """Tell whether one of the form's choices is asked to be addressed, and nothing else, of which no fact says yes or no itself."""
        if decision.verdict is Verdict.ACTION or not asks_to_apply(cut.said):
            return False
        base, now = self._base, situation.now
        question = base.taken_apart(cut.said, now)
        if not asks_of_a_choice(question, base.call):
            return False
        facts = [base.fact(one, now) for one in decision.topics if one in base.facts]
        return all(said_of(fact, question, base.call) == fact.answer for fact in facts)

    def _troubled(
        self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed
    ) -> Understanding | None:
        """Return a request to begin, or to offer where it is not sure that one is wanted; None where it is no trouble."""
        chance = weighed.chances[Domain.DIFFICULTY]
        asks = decision.verdict is Verdict.ACTION and decision.intent in REQUEST_INTENTS
        least = self._least_trouble(cut, decision, weighed)
        if not asks and chance < least:
            return None
        draft = self._drafted(cut, situation, weighed)
        surely = chance >= LIKELY or (decision.score >= CLEARLY and chance >= BESIDE)
        if asks and surely and not undecided(cut.said):
            return Understanding(Sense.ACTION, decision, request=draft, difficulty=draft.subject)
        if decision.verdict is Verdict.ACTION and not asks and decision.score >= SURELY and chance < LIKELY:
            return None
        begins = begins_request(draft, chance, for_schools=bool(situation.roles))
        sense = Sense.REQUEST if begins and not undecided(cut.said) else Sense.OFFER
        return Understanding(sense, decision, request=draft, difficulty=draft.subject)

    def _helped(
        self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed
    ) -> Understanding | None:
        """Return the help that is offered to who tells, or complains of, what may still be a trouble; else None."""
        told = weighed.best in (Domain.STORY, Domain.COMPLAINT) and weighed.chances[Domain.DIFFICULTY] >= TOLD
        of_the_answer = disappointed(cut.said)  # «cela ne m'aide pas».
        return self._offered(cut, situation, decision, weighed) if told and not of_the_answer else None

    def _offered(self, cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding:
        draft = self._drafted(cut, situation, weighed)
        return Understanding(Sense.OFFER, decision, request=draft, difficulty=draft.subject)

    def _tells_trouble(self, cut: Utterance, weighed: Weighed) -> bool:
        """Tell whether a message names what is done in Op@le, by its words and as a whole."""
        return weighed.subject.chance >= _NAMES_TROUBLE and weighed.subject.best in self._subjects().found(cut.said)

    def _least_trouble(self, cut: Utterance, decision: Decision, weighed: Weighed) -> float:
        """Return the chance from which a message is heard as a trouble, beside what the call makes of it."""
        if decision.verdict is Verdict.UNKNOWN and {*self._subjects().found(cut.said)} - {Topic.ORIENTER}:
            return OFFERED  # «un rejet sur Chorus Pro, que faire ?»: nothing else is known of it.
        if is_told(decision):
            return max(ANSWERED if surely_told(decision) else BESIDE, weighed.chances[Domain.CALL])
        return max(OFFERED, RIVAL * weighed.chance)

    def _drafted(self, cut: Utterance, situation: Situation, weighed: Weighed) -> RequestDraft:
        """Return what a message says of a request: who writes is to be reached where nobody else is named."""
        draft = read_request(cut.said, situation.register, situation.now, self._subjects())
        if draft.subjects or weighed.chances[Domain.DIFFICULTY] >= OFFERED:
            draft = replace(draft, subjects=likely_subjects(self._subjects(), cut.said, weighed))
        if cut.aside:
            beside = read_request(cut.aside, situation.register, situation.now, self._subjects())
            lent = {name: getattr(beside, name) for name in _LENT if not getattr(draft, name)}
            draft = replace(draft, **lent)
        return draft

    def _of_the_call(self, situation: Situation, decision: Decision, weighed: Weighed) -> Understanding:
        """Return what the call's recogniser decided; no fact is told of what is surely another matter."""
        if decision.verdict is Verdict.ACTION:
            of_action = INTENT_DOMAINS.get(decision.intent or "", Domain.COMMAND)
            # «La connexion se coupe»: what hardly is a command is not done as one.
            strange = (
                weighed.chances[of_action] < FAINT and weighed.best is Domain.ELSEWHERE and weighed.chance >= LIKELY
            )
            unknown = Decision(Verdict.UNKNOWN, elsewhere=True, score=round(100 * weighed.chance))
            return Understanding(Sense.CALL, unknown) if strange else Understanding(Sense.ACTION, decision)
        hardly = weighed.chances[Domain.CALL] < _HARDLY and not tells(decision, weighed)
        if is_told(decision) and situation.topic is None and hardly:
            guessed = decision.verdict is Verdict.CHOOSE and weighed.chances[Domain.CALL] < _GUESSED
            other = heard(weighed) + weighed.chances[Domain.ELSEWHERE]
            strange = weighed.best in (Domain.ELSEWHERE, *HEARD) and (guessed or other >= LIKELY)
            if strange:
                return Understanding(
                    Sense.CALL, Decision(Verdict.UNKNOWN, elsewhere=True, score=round(100 * weighed.chance))
                )
        return Understanding(Sense.CALL, decision)

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
