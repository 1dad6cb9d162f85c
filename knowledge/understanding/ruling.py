"""Which domain a message is taken for: the likeliest, unless an answer of the call would be lost by it.

A mistake costs little where something is shown, more where something else is begun. So the surer the call's recogniser is
of an answer, the surer another domain must be; and an act that is not sure is said back before it is done.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.people import Role
from knowledge.request import RequestMove, Topic
from knowledge.understanding.act import NO_ACT, OF_APPLICATIONS, WITHDRAW_APPLICATION, SaidAct
from knowledge.understanding.arbiter import NO_FACT, OF_THE_FILE, ON_THE_FILE, Weighed
from knowledge.understanding.heads import Chances
from knowledge.understanding.intent.evidence import Evidence
from knowledge.understanding.intent.subjects import NONE, Subjects
from knowledge.understanding.intent.topics import INTENT_DOMAINS, Decision, Domain, Verdict
from knowledge.understanding.meaning import CLEARLY, Sense, Situation, Understanding
from knowledge.understanding.profile import (
    OTHER,
    UNSETTLED,
    Candidate,
    Profile,
    asks_to_apply,
    judged,
    speaks_of_somebody,
)
from knowledge.understanding.query import AskBack, Op, Query, Why, Zone
from knowledge.understanding.references import APPLICATION, REQUEST, references
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.short import WHICH, bare, names_its_thing, says_no, says_yes
from knowledge.understanding.utterance import Utterance
from knowledge.understanding.viewed import asks_of_one, asks_of_requests, leans_on_one
from knowledge.understanding.words import evened

LIKELY, SURE, NEARLY = 0.5, 0.8, 0.95
# The least chance with which another domain is followed where the call surely has the answer, or goes on from one that was
# just given; and where it has an answer, or some to choose from.
_OVER_A_SURE_ANSWER, _OVER_AN_ANSWER = SURE, LIKELY
_MAY_TELL, _MAY_GUESS = 0.12, 0.3  # The chance of the call from which its sure answer counts, and from which others do.
_ENTRY = 0.99  # How sure the reader of the entries on the assistant must be, to go before the call.
_FOLLOWED, _LEAST = 3, 0.1  # Domains that are tried, and the chance from which one is.
# An act less likely than that, or of which it is less sure which one it is, is said back with a button before it is done.
# One that is sure of which act it is need only be likely.
_ACTED, _ACTED_AS, _SURELY_AS = 0.7, 0.5, 0.95
# The chances of a difficulty from which a request is begun, from which help is offered to who tells a story or complains;
# and those from which one is begun whose particulars are given, by those who log them for schools and by a school.
_BEGUN, TOLD = 0.8, 0.12
_RIVAL = 0.12  # How likely a trouble must be beside another matter for help to be offered.
_BEGUN_FOR_SCHOOLS, _BEGUN_FOR_ONESELF = 0.3, LIKELY
# The chance of an act, and how sure it must be which, from which staff are asked whether they want it rather than told
# that nothing was done: the question costs a glance.
_PROPOSED, _PROPOSED_AS = 0.2, 0.95
_PROPOSED_OF = 0.1  # Of an application whose candidate is named.
# The commands by which something is written on a file, or remembered of it, besides its moves.
MESSAGE, NOTE, REMINDER = "message pour", "note pour", "rappel"
WRITES_ON_A_FILE = frozenset((MESSAGE, NOTE, REMINDER, "passer en urgent"))
_COMMANDED, _COMMANDED_AS = 0.15, 0.75  # The same of a command.
_CLEAR = 0.6  # The chance from which an entry on the assistant is told, rather than an action of ours done.
_SURELY = 60  # In percent, as CLEARLY: the recogniser surely starts something with one's own application.
_SHORT, _BARELY = 120, 0.1  # Characters of a message that says one thing; the chance from which it may ask of oneself.
_ON_APPLICATIONS = OF_APPLICATIONS | {WITHDRAW_APPLICATION}
_BEGINS = frozenset((RequestMove.LOG.value, RequestMove.LOG_AND_TAKE.value))  # They are of no file that is there.
# Facts that applications do not have.
_OF_REQUESTS = frozenset(
    ("slot", "consent", "report", "score", "solved", "taken", "reopened", "former", "subject", "urgent", "files")
)
# Words of a question on several, or on whoever there is.
_WHOLE = re.compile(
    r"\b(?:quelqu'un d\w+|aucune?s?|personne (?:d\w+|a|au)|d'autres?|les autres|qui (?:avons|avez)|lesquel(?:le)?s|combien (?:de|d'|en|sont|ont|y)\b(?! temps))|\bqui (?:n'|ne )"
)
HEARD = (Domain.THANKS, Domain.COMPLAINT, Domain.STORY, Domain.TALK)
OWN_APPLICATION = frozenset(("candidater", "reprendre_brouillon", "retirer_candidature", "modifier_candidature"))


@dataclass(frozen=True)
class Case:
    """A message with all that is known of it: cut up, typed in a situation, what the call makes of it, and its domains' chances."""

    cut: Utterance
    situation: Situation
    decision: Decision
    weighed: Weighed
    named: str = ""  # The application of the one candidate whom the message names.
    head: str = ""  # What says the act, where a reason or a report follows; else all that asks.

    @property
    def said(self) -> str:
        """What the message says, without what surrounds it."""
        return self.cut.said

    @property
    def asks(self) -> str:
        """The part of the message that asks for something."""
        return self.cut.asks

    def chance(self, domain: Domain) -> float:
        """Return the chance that the message is of that domain."""
        return self.weighed.chances[domain]

    @property
    def is_told(self) -> bool:
        """Whether the call's recogniser has an answer, or offers some."""
        return self.decision.verdict in (Verdict.ANSWER, Verdict.SILENT, Verdict.CHOOSE)

    @property
    def is_surely_told(self) -> bool:
        """Whether the call's recogniser has the answer, nearly surely."""
        return is_answered(self.decision) and self.decision.score >= CLEARLY

    @property
    def is_of_the_call(self) -> bool:
        """Whether the call's recogniser nearly surely has the answer, and the call is likely enough what is asked about."""
        return self.is_surely_told and self.chance(Domain.CALL) >= _MAY_GUESS

    @property
    def may_be_trouble(self) -> bool:
        """Whether help is worth a button where nothing else is known of the message: a trouble is not much less likely."""
        return self.chance(Domain.DIFFICULTY) >= _RIVAL * self.weighed.chance

    @property
    def starts(self) -> bool:
        """Whether the recogniser surely starts something with the person's own application."""
        decision = self.decision
        return decision.verdict is Verdict.ACTION and decision.intent in OWN_APPLICATION and decision.score >= _SURELY

    @property
    def is_doubtful_act(self) -> bool:
        """Whether it is not sure that an act is meant, or which one; what the call surely answers makes it less so."""
        least = SURE if self.is_surely_told else LIKELY if self.weighed.act.chance >= _SURELY_AS else _ACTED
        return self.chance(Domain.ACT) < least or self.weighed.act.chance < _ACTED_AS

    @property
    def is_proposed(self) -> bool:
        """Whether one of the staff likely enough wants an act, and surely which, to be asked."""
        act = self.weighed.act
        surely = act.best != NO_ACT and act.chance >= (SURE if references(self.asks) else _PROPOSED_AS)
        least = _PROPOSED_OF if self.named else _PROPOSED
        return bool(self.situation.roles) and surely and self.chance(Domain.ACT) >= least

    @property
    def is_on_the_last(self) -> bool:
        """Whether it is likely something to be done with the file that was shown last, and which it does not name."""
        last = bool(self.situation.roles) and self.situation.viewed_last and not references(self.asks)
        other = self.named and self.named != self.situation.viewed
        return last and not other and self.weighed.is_about(ON_THE_FILE) >= LIKELY

    @property
    def act(self) -> str:
        """The likeliest act; with a file that was shown last, and which nothing else names, one of its own kind."""
        every = [act for act, _ in self.weighed.act.ranked() if act != NO_ACT]
        best = self.weighed.act.best
        if not self.is_on_the_last:
            return best if best != NO_ACT else every[0]
        return next(act for act in every if self._suits_the_last(act) and act not in _BEGINS)

    @property
    def act_on_the_last(self) -> float:
        """How likely that act is, of those that may be done with the file that was shown last."""
        theirs = {act: chance for act, chance in self.weighed.act.ranked() if self._suits_the_last(act)}
        whole = sum(theirs.values())
        return theirs[self.act] / whole if whole else 0.0

    def _suits_the_last(self, act: str) -> bool:
        """Tell whether an act is one of the kind of file that was shown last: an application's, or a request's."""
        return (act in _ON_APPLICATIONS) is self.situation.viewed.startswith(APPLICATION)

    @property
    def spoken_of(self) -> str | None:
        """The application that is being spoken of, where the message leans on it."""
        viewed, leans = self.situation.viewed, leans_on_one(self.asks) or self.is_on_the_last
        return viewed if viewed.startswith(APPLICATION) and leans else None

    @property
    def asks_of_it(self) -> bool:
        """Whether a question is of the file that is being spoken of, rather than of the call."""
        asked, last = self.chance(Domain.STEERING) + self.chance(Domain.OWN), self.situation.viewed_last
        return asks_of_one(self.asks) and asked >= max(self.chance(Domain.CALL), 0.0 if last else SURE)

    @property
    def may_ask(self) -> bool:
        """Whether a message may be a status question: a number alone, a yes or a no asks nothing."""
        said = self.said
        return bool(bare(said)) and not said.strip().isdigit() and not says_yes(said) and not says_no(said)

    @property
    def asks_a_fact(self) -> bool:
        """Whether it nearly surely asks one fact of the file that was shown last: «pourquoi ?», «combien de temps ça a pris ?»."""
        fact = self.weighed.fact
        if _WHOLE.search(evened(self.asks)):
            return False  # «Quelqu'un de la vague 4 ?» is asked of all.
        return fact.best != NO_FACT and fact.chance >= LIKELY and self.weighed.is_about(OF_THE_FILE) >= NEARLY

    @property
    def asks_of_a_request(self) -> bool:
        """Whether it asks what requests alone have, of the one that was shown last: «Mme Benali est contente ?» names who asked."""
        return self.asks_a_fact and self.situation.viewed.startswith(REQUEST) and self.weighed.fact.best in _OF_REQUESTS

    @property
    def is_commanded(self) -> bool:
        """Whether a command is likely given, and surely which: to show what it shows costs a glance."""
        which = self.sure_of_command
        chance = self.chance(Domain.COMMAND) * which
        if chance < self.chance(Domain.ACT) * self.weighed.act.chance or " " not in self.said.strip():
            return False
        told = self.chance(Domain.DIFFICULTY) >= LIKELY  # «Impossible d'ouvrir le fichier Excel» exports nothing.
        return chance >= LIKELY or (not told and which >= _COMMANDED_AS and chance >= _COMMANDED)

    @property
    def sure_of_command(self) -> float:
        """How sure it is which command is given; of those that write on a file, words of their own tell which it is."""
        command = self.weighed.command
        return sum(map(command.of, WRITES_ON_A_FILE)) if command.best in WRITES_ON_A_FILE else command.chance

    @property
    def heard_as(self) -> Domain:
        """The likeliest of what asks for nothing: thanks, a complaint, a story, small talk."""
        return max(HEARD, key=self.weighed.chances.__getitem__)

    @property
    def _least_over_the_call(self) -> float:
        """The least chance with which another domain is followed where the call has something to say."""
        call = self.chance(Domain.CALL)
        if self.situation.topic is not None or (self.is_surely_told and call >= _MAY_TELL):
            return _OVER_A_SURE_ANSWER
        return _OVER_AN_ANSWER if call >= _MAY_GUESS else 0.0

    def domains(self) -> Sequence[Domain]:
        """Return the domains to be tried, in order: what is first and has a reading of the message is followed."""
        chances, entry = self.weighed.chances, self.weighed.asked
        nothing = sum([chances[one] for one in HEARD])  # What asks for nothing is as likely as all that it may be.
        ranked = [(chance, one) for one, chance in chances.items() if chance >= _LEAST and one not in HEARD]
        ranked = sorted([*ranked, (nothing, self.heard_as)], reverse=True)[:_FOLLOWED]
        domains = [one for chance, one in ranked if chance >= _LEAST]
        if domains[:1] == [self.heard_as] and self.is_proposed:
            domains = [Domain.ACT, *domains]
        sure_entry = entry.some >= SURE and entry.entries.chance >= SURE
        if domains[:1] == [Domain.OWN] and sure_entry:
            domains = [Domain.ASSISTANT, *domains]  # «Qui a accès à mon dossier ?» is asked of the assistant.
        if min(entry.some, entry.entries.chance) >= _ENTRY and self.chance(Domain.ASSISTANT) >= _MAY_GUESS:
            return [Domain.ASSISTANT, *domains]  # Its own reader has no doubt: «sous quel délai un expert répond».
        if not self.is_told or not domains or domains[0] is Domain.ELIGIBILITY:
            return domains
        least = self._least_over_the_call
        if domains[0] is Domain.ASSISTANT and sure_entry:
            least = min(least, _OVER_AN_ANSWER)  # The reader of its entries, who judges apart, is sure of one.
        return domains if ranked[0][0] >= least else [Domain.ELIGIBILITY, Domain.CALL]


def is_answered(decision: Decision) -> bool:
    """Tell whether the call's recogniser has an answer, or knows that the call is silent."""
    return decision.verdict in (Verdict.ANSWER, Verdict.SILENT)


def talks(decision: Decision, domain: Domain) -> bool:
    """Tell whether the recogniser knows the small talk, and as what it is: a complaint is no compliment."""
    return decision.verdict is Verdict.ACTION and INTENT_DOMAINS.get(decision.intent or "") is domain


def profiled(said: Candidate, profile: Chances) -> Candidate:
    """Return what was said as the head sees it, where that is sure enough."""
    # A function that the call cites, in its own words, is not taken for another on a mere likelihood.
    cited = said.function not in ("", OTHER) and not said.clouded and profile.best != Profile.ADDRESSED
    least = NEARLY if profile.best == Profile.OTHER else SURE  # A wrong «non» turns somebody away.
    sure = profile.chance >= (least if cited else LIKELY)
    return judged(said, Profile(profile.best), UNSETTLED) if sure else said


def begins_request(draft: RequestDraft, chance: float, *, for_schools: bool) -> bool:
    """Tell whether a trouble of that chance is a request to begin; ``for_schools``: who writes logs those of schools."""
    if chance >= _BEGUN and draft.says_something and draft.subject is not Topic.ORIENTER:
        return True
    # Who gives the particulars of a request wants one; those who log them for schools are surer to.
    return draft.reads_as_request and chance >= (_BEGUN_FOR_SCHOOLS if for_schools else _BEGUN_FOR_ONESELF)


# How a subject is chosen: the least chance that counts, what telling words weigh, how near two are offered both.
_LITTLE, _TELLING, _ALIKE = 0.001, 2.0, 0.7


def likely_subjects(subjects: Subjects, said: str, unnamed: str, weighed: Weighed) -> tuple[Topic, ...]:
    """Return the likeliest subjects of a trouble, from the head and from the words that tell one; () where none does.

    ``unnamed``: what is ``said`` without the names of schools and people: where these alone tell a subject, nothing does.
    """
    every = subjects.ranked(unnamed)
    if every[0].topic is None and subjects.ranked(said)[0].topic is not None:
        return ()
    if every[0].topic is None and (weighed.subject.best == NONE or weighed.subject.chance < LIKELY):
        return ()
    told = {one.topic: one.score for one in every if one.topic}
    scores = {topic: math.log(weighed.subject.of(topic) + _LITTLE) + _TELLING * told[topic] for topic in told}
    ranked = sorted(scores, key=lambda topic: -scores[topic])
    return tuple(topic for topic in ranked[:3] if scores[topic] >= scores[ranked[0]] - _ALIKE)


def entry_action(case: Case) -> Decision | None:
    """Return the action of ours that a message to the assistant asks for («aide»); None where an entry says it."""
    entry, decision = case.weighed.service.best, case.decision
    told = entry not in INTENT_DOMAINS and case.weighed.service.chance >= _CLEAR  # It is asked, not asked for.
    if talks(decision, Domain.ASSISTANT) and not told:
        return decision
    return replace(decision, verdict=Verdict.ACTION, intent=entry) if entry in INTENT_DOMAINS else None


# --- A call whose weights were fitted at start: what its own texts say, where the arbiter hears something else or nothing.

# What a person without a role is hardly meant to ask where such a call has an answer.
_BESIDE_THE_CALL = frozenset(
    {Sense.STATUS, Sense.OFFER, Sense.HEARD, Sense.COMMAND, Sense.SERVICE, Sense.REQUEST, Sense.ACT, Sense.ACTION}
)
_OF_THE_CALL = (Sense.CALL, Sense.ELIGIBILITY)
_MORE_SURELY = 0.1  # How much surer the call must be where something else was heard.
_NOTHING_OF_IT = 0.3  # The chance of the call below which a line has nothing of it, whatever was answered before.


def of_a_fitted_call(found: Understanding, case: Case, is_open: Callable[[str], bool]) -> Understanding:
    """Return ``found``, or what such a call says: its answer where it is sure, some to choose from where it is asked about.

    ``is_open``: tells whether an entry is a point that the call leaves open. What the office has taught stays as it is.
    """
    evidence, decision = case.decision.evidence, case.decision
    if (
        evidence is None
        or not {*decision.topics} <= {*evidence.known}
        or (is_answered(decision) and decision.topics[1:])
    ):
        return found
    about = evidence.about(case.chance)
    if case.situation.topic is not None:  # The last answer is not carried onto a line that has nothing of the call.
        carried = found.sense is Sense.CALL and is_answered(decision) and decision.topics == (case.situation.topic,)
        return _of_another_matter(decision) if carried and about < _NOTHING_OF_IT else found
    return _by_entries(found, case, evidence, is_open) if found.sense in (*_OF_THE_CALL, *_BESIDE_THE_CALL) else found


def _by_entries(found: Understanding, case: Case, evidence: Evidence, is_open: Callable[[str], bool]) -> Understanding:
    """Return what the entries that come nearest make of a message that may be of such a call."""
    decision, about = case.decision, evidence.about(case.chance)
    beside, sure, models = found.sense in _BESIDE_THE_CALL, evidence.sure(case.chance), evidence.models
    if found.sense is not Sense.ELIGIBILITY and sure >= models.bar + beside * _MORE_SURELY:
        entry = evidence.entries[0]
        verdict = Verdict.SILENT if is_open(entry) else Verdict.ANSWER
        told = replace(
            decision, verdict=verdict, topics=(entry,), score=round(100 * sure), intent=None, elsewhere=False
        )
        return Understanding(Sense.CALL, told)
    if about < models.gate:  # Nor is help offered for an unlikely trouble.
        unlikely = found.sense is Sense.OFFER and case.chance(Domain.DIFFICULTY) < LIKELY
        return _of_another_matter(decision) if unlikely or found.sense is Sense.CALL else found
    if found.sense is Sense.CALL and decision.verdict is Verdict.SILENT:
        return found
    offered = replace(decision, verdict=Verdict.CHOOSE, topics=evidence.entries, intent=None, elsewhere=False)
    return replace(found, decision=offered) if found.sense is Sense.ELIGIBILITY else Understanding(Sense.CALL, offered)


def _of_another_matter(decision: Decision) -> Understanding:
    """Return that a message is of another matter."""
    return Understanding(Sense.CALL, replace(decision, verdict=Verdict.UNKNOWN, topics=(), intent=None, elsewhere=True))


# --- A file that is named otherwise than by its number, or that is being spoken of.


def look(case: Case, reference: str) -> Understanding:
    """Return that a file is to be shown: something is asked or said of it, and nothing done with it."""
    act = SaidAct(NO_ACT, of_application=not reference.startswith(REQUEST), reference=reference)
    return Understanding(Sense.ACT, case.decision, act=act)


def numbered(case: Case) -> str:
    """Return the one file whose number a message says, or the first of several; "" where it says none.

    A number alone is an application's where one was shown last.
    """
    named = next(iter(references(case.asks)), None)
    kind = APPLICATION if case.situation.viewed_last and case.situation.viewed.startswith(APPLICATION) else REQUEST
    return named.whole(case.situation.now.year, kind) if named else ""


def loses_its_number(found: Understanding, case: Case) -> bool:
    """Tell whether a question was read without the number of the one file that it names: «qui a annulé la 5 ?»."""
    if len(references(case.asks)) != 1:
        return False
    if found.sense in (Sense.ACTION, Sense.HEARD):  # «La 7 est bien prévue aujourd'hui ?» is no talk.
        return case.asks.rstrip().endswith("?")
    if isinstance(found.reading, AskBack):  # «La 9» is a request for those who see no application.
        return found.reading.why is Why.WHICH_SERIES and Role.SA_EPLE not in case.situation.roles
    return isinstance(found.reading, Query) and not found.reading.values("reference")


def asks_of_asker(query: Query) -> bool:
    """Tell whether a question counts or lists what somebody has asked for: the person may be a candidate besides."""
    asked = query.op is Op.COUNT or query.group_by or query.values("state") or query.period
    return bool(query.values("person") and asked)


def is_whole(found: Understanding, case: Case) -> bool:
    """Tell whether a question says all it means, though a file was shown: it surely names what it lists."""
    query = found.reading if isinstance(found.reading, Query) else None
    if query is not None and bare(case.asks) in WHICH:
        return True  # «Combien ?» is asked of what was listed.
    if query is not None and (query.group_by or query.op is Op.COUNT) and not asks_of_one(case.asks):
        return True
    narrowed = query is not None and bool(query.where or query.period)
    return narrowed and names_its_thing(case.asks) and not asks_of_one(case.asks)


def narrows(found: Understanding, case: Case) -> bool:
    """Tell whether a status question says what it is about, or counts: «il en a combien ?» is asked of a person, not of a file."""
    query = found.reading if isinstance(found.reading, Query) else None
    if query is None:
        return False
    counts = query.op is Op.COUNT and query.group_by is None
    return counts or asks_of_requests(case.asks) or (bool(query.where) and found.doubt is Zone.RUN)


def asks_of_somebody(case: Case) -> bool:
    """Tell whether a short message asks whether somebody may apply, though other matters seem likelier."""
    if len(case.said) >= _SHORT or case.chance(Domain.ELIGIBILITY) < _BARELY:
        return False
    return asks_to_apply(case.asks) and speaks_of_somebody(case.said)
