"""What the chances of the domains and the call's own answer say together of a message: the judgements of the arbiter's readers.

Each is one question with yes or no for an answer; :class:`Listener` asks them in its order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Set
from dataclasses import replace

from knowledge.request import Topic
from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.domains import INTENT_DOMAINS, Domain
from knowledge.understanding.entities.candidate import (
    OTHER,
    UNSETTLED,
    Candidate,
    Profile,
    asks_to_apply,
    judged,
    speaks_of_somebody,
)
from knowledge.understanding.heads import Chances
from knowledge.understanding.intent.subjects import NONE, Subjects
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.leaning import leans
from knowledge.understanding.mail import Utterance
from knowledge.understanding.meaning import CLEARLY, LOOKS
from knowledge.understanding.query import Query, Reading
from knowledge.understanding.references import references
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.short import bare, says_no, says_yes
from knowledge.understanding.situation import Situation

# Chances from which a domain is taken, is sure, may still be meant; those for a difficulty, and for its subject.
LIKELY, SURE, FAINT, ANSWERED = 0.5, 0.8, 0.08, 0.35
REFUSED = 0.5  # The least mean chance from which somebody without a role is refused a status question.
REFUSED_AS = 0.4  # The same where nothing else is likelier.
# The score, in percent, of an answer of the call to which a status question gives way, unless it is at least so likely.
ANSWERED_AS, OVER_THE_CALL, SAID_OVER_THE_CALL = 60, 0.8, 0.7
# The same where the message names what is followed, which the call hardly speaks of: «des dossiers en retard ?»
NAMED_OVER_THE_CALL = 0.35
_FOLLOWED = re.compile(r"\b(?:demandes?|dossiers?|tickets?|rdv|rendez vous|seances?|sessions?|visios?|creneaux?)\b")
BEGUN, OFFERED, BESIDE = 0.8, 0.07, 0.3
RIVAL = 0.12  # Help is offered where a difficulty is at least this likely beside the likeliest domain.
# An act less likely than that, or of which it is less sure which one it is, is said back with a button before it is done.
ACTED, ACTED_AS = 0.7, 0.5
# An act of which it is so sure which one it is is meant from the second chance on, and said back.
SURELY_ACTED_AS, NEARLY_LIKELY = 0.95, 0.4
TOLD = 0.12  # The chance of a difficulty from which help is offered to who tells a story or complains.
CLEAR = 0.6  # The chance of another matter, or of an entry on the assistant, that the call has an answer beside.
# The chance from which somebody who says who they are asks whether they may apply, and that of a message that says no more.
PERHAPS, BARELY = 0.15, 0.1
ASKED_OF_IT = 0.12  # The chance of the call from which its sure answer is told.
SURELY = 60  # In percent, as CLEARLY.
_PLAINLY = 0.75  # The chance of the assistant from which guesses at the call are none.
HEARD = (Domain.THANKS, Domain.COMPLAINT, Domain.STORY, Domain.TALK)
_SHORT = 120  # Characters of a message that says one thing.
_FIGURE = re.compile(r"\d")
OWN_APPLICATION = frozenset(("candidater", "reprendre_brouillon", "retirer_candidature", "modifier_candidature"))


def heard(weighed: Weighed) -> float:
    """Return the chance that a message asks for nothing, whichever it is of thanks, complaint, story or small talk."""
    return sum(weighed.chances[one] for one in HEARD)


def is_told(decision: Decision) -> bool:
    """Tell whether the call's recogniser has an answer, or offers some."""
    return decision.verdict in (Verdict.ANSWER, Verdict.SILENT, Verdict.CHOOSE)


def surely_told(decision: Decision) -> bool:
    """Tell whether the call's recogniser has the answer, nearly surely."""
    return answered(decision) and decision.score >= CLEARLY


def answered(decision: Decision) -> bool:
    """Tell whether the call's recogniser has an answer, or knows that the call is silent."""
    return decision.verdict in (Verdict.ANSWER, Verdict.SILENT)


def talks(decision: Decision, domain: Domain) -> bool:
    """Tell whether the recogniser knows the small talk, and as what it is: a complaint is no compliment."""
    return decision.verdict is Verdict.ACTION and INTENT_DOMAINS.get(decision.intent or "") is domain


def starts(decision: Decision) -> bool:
    """Tell whether the recogniser surely starts something with the person's own application."""
    return decision.verdict is Verdict.ACTION and decision.intent in OWN_APPLICATION and decision.score >= SURELY


def tells(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether the call surely has the answer to what may well be asked of it, whatever else it looks like."""
    return surely_told(decision) and weighed.chances[Domain.CALL] >= ASKED_OF_IT


def is_heard(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether a message asks for nothing; what the call surely answers, and may be about, is asked of it."""
    if weighed.best not in HEARD or talks(decision, weighed.best):
        return False
    return heard(weighed) >= LIKELY and not tells(decision, weighed)


def is_doubtful(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether it is not sure that an act is meant, or which one; what the call surely answers makes it less so."""
    least = SURE if surely_told(decision) else ACTED
    return weighed.chances[Domain.ACT] < least or weighed.act.chance < ACTED_AS


def surely_acts(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether an act is meant, rather than anything else; one whose kind is sure need be hardly the likeliest."""
    least = SURE if surely_told(decision) else LIKELY if weighed.act.chance < SURELY_ACTED_AS else NEARLY_LIKELY
    return weighed.best is Domain.ACT and weighed.chance >= least


def asks_the_assistant(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether the message is for the assistant itself, rather than for the call."""
    return _is_the_assistants(decision, weighed) or _is_guessed(decision, weighed)


def may_be_trouble(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether a message that names what is done in Op@le is of it: «comment j'annule un titre de recette ?»."""
    if surely_told(decision):
        return False
    if weighed.best is Domain.ASSISTANT:
        return LIKELY <= weighed.chance < SURE and weighed.service.chance < CLEAR
    return weighed.best in (Domain.DIFFICULTY, Domain.COMMAND, Domain.TALK)


def _is_the_assistants(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether the assistant is the likeliest; where the call has an answer too, it must be clear."""
    if weighed.best is not Domain.ASSISTANT or weighed.chance < LIKELY:
        return False  # Most messages: what is asked of the assistant is not even looked for.
    if not is_told(decision):
        return True
    # The call has nothing of its own to say.
    guesses = decision.verdict is Verdict.CHOOSE and weighed.chance >= _PLAINLY
    return weighed.chances[Domain.CALL] < BESIDE and (guesses or weighed.service.chance >= CLEAR)


def _is_guessed(decision: Decision, weighed: Weighed) -> bool:
    """Tell whether one entry on the assistant is likely where the call has but several guesses."""
    guesses = decision.verdict is Verdict.CHOOSE and weighed.chances[Domain.ASSISTANT] >= BESIDE
    return guesses and weighed.service.chance >= SURE


def over_the_call(cut: Utterance, decision: Decision, chance: float) -> bool | None:
    """Tell whether a status question of that chance goes before what the call answers; None where what it reads decides."""
    if not answered(decision) or decision.score < ANSWERED_AS or chance >= OVER_THE_CALL:
        return True
    least = NAMED_OVER_THE_CALL if _FOLLOWED.search(bare(cut.said)) else SAID_OVER_THE_CALL
    return None if chance >= least else False


def narrows(read: Reading, before: Query | None) -> bool:
    """Tell whether a status question says what is asked for, or changes what was asked before in more than its kind."""
    if not isinstance(read, Query):
        return False
    said = (read.where, read.period, read.group_by, read.sort, read.limit)
    return any(said) and (
        before is None or said != (before.where, before.period, before.group_by, before.sort, before.limit)
    )


def is_no_status_question(
    cut: Utterance, situation: Situation, decision: Decision, weighed: Weighed, *, leaning: bool
) -> bool:
    """Tell whether a message surely is none, without reading it as one. ``leaning``: it goes on from one before."""
    chance, stranger = weighed.chances[Domain.STEERING], not situation.roles
    elsewhere = chance < FAINT and weighed.chance >= SURE and weighed.best not in LOOKS
    unlike = elsewhere and not leaning and not stranger
    if over_the_call(cut, decision, chance) is False:
        return True
    done = weighed.best is Domain.ACT and (weighed.chance >= LIKELY or chance < FAINT)
    # A number alone may be of a file, a score, a line: nothing says that it is asked about.
    number_alone = cut.said.strip().isdigit()
    if unlike or done or not bare(cut.said) or number_alone or says_yes(cut.said) or says_no(cut.said):
        return True
    return stranger and _is_for_the_call(cut, situation, decision, chance)


def _is_for_the_call(cut: Utterance, situation: Situation, decision: Decision, chance: float) -> bool:
    """Tell whether somebody without a role asks the call; a figure may be the number of a request."""
    if chance < LIKELY and answered(decision) and not _FIGURE.search(cut.asks):
        return True
    return situation.topic is not None and is_told(decision)


def is_refused(cut: Utterance, weighed: Weighed, likely: float) -> bool:
    """Tell whether somebody without a role asks what is for others, whatever else it looks like.

    ``likely``: that it is a status question. A number that is said may be anybody's.
    """
    numbered = bool(references(cut.asks))
    likely += weighed.chances[Domain.OWN] / 2 if numbered else 0.0
    theirs = weighed.best is Domain.CALL or (weighed.best is Domain.OWN and not numbered)
    return likely >= (REFUSED_AS if weighed.best is Domain.STEERING else REFUSED) and not theirs


def may_ask_eligibility(cut: Utterance, told: Set[str], whom: Set[str], decision: Decision, weighed: Weighed) -> bool:
    """Tell whether the message may ask whom the call addresses. ``told``: entries that answer it; ``whom``: those on that."""
    about = weighed.chances[Domain.ELIGIBILITY]
    clear = told - whom and decision.verdict is not Verdict.CHOOSE and decision.score >= CLEARLY
    if len(cut.said) < _SHORT and about >= BARELY and asks_to_apply(cut.asks) and speaks_of_somebody(cut.said):
        return True  # «Je suis principal, puis-je être expert ?»: whatever the call seems to answer.
    if clear and about < SURE:
        return False  # Something else is asked.
    return about >= LIKELY or bool(told and about + weighed.chances[Domain.CALL] >= LIKELY)


def asks_by_name(cut: Utterance, said: Candidate, weighed: Weighed, *, likely: bool) -> bool:
    """Tell whether the words themselves ask whether somebody may apply; ``likely``: the call says so."""
    if weighed.best is Domain.ELSEWHERE and weighed.chance >= LIKELY and not likely:
        return False  # «Puis-je poser mes congés ?»
    likely = likely or weighed.chances[Domain.ELIGIBILITY] >= (BARELY if len(cut.said) < _SHORT else PERHAPS)
    names = said.function or said.wave or said.others or said.here is False
    return bool(names) and asks_to_apply(cut.asks) and speaks_of_somebody(cut.said) and likely


def profiled(said: Candidate, profile: Chances) -> Candidate:
    """Return what was said as the head sees it, where that is sure enough."""
    # A function that the call cites, in its own words, is not taken for another on a mere likelihood.
    cited = said.function not in ("", OTHER) and not said.clouded and profile.best != Profile.ADDRESSED
    sure = profile.chance >= (SURE if cited else LIKELY)
    return judged(said, Profile(profile.best), UNSETTLED) if sure else said


def begins_request(draft: RequestDraft, chance: float, *, for_schools: bool) -> bool:
    """Tell whether a trouble of that chance is a request to begin; ``for_schools``: who writes logs those of schools."""
    if chance >= BEGUN and draft.says_something and draft.subject is not Topic.ORIENTER:
        return True
    # Who gives the particulars of a request wants one; those who log them for schools are surer to.
    return draft.reads_as_request and chance >= (BESIDE if for_schools else LIKELY)


# How a subject is chosen: the least chance that counts, what telling words weigh, how near two are offered both.
_LITTLE, _TELLING, _ALIKE = 0.001, 2.0, 0.7


def likely_subjects(subjects: Subjects, said: str, weighed: Weighed) -> tuple[Topic, ...]:
    """Return the likeliest subjects of a trouble, from the head and from the words that tell one; () where none does."""
    every = subjects.ranked(said)
    if every[0].topic is None and (weighed.subject.best == NONE or weighed.subject.chance < LIKELY):
        return ()
    told = {one.topic: one.score for one in every if one.topic}
    scores = {topic: math.log(weighed.subject.of(topic) + _LITTLE) + _TELLING * told[topic] for topic in told}
    ranked = sorted(scores, key=lambda topic: -scores[topic])
    return tuple(topic for topic in ranked[:3] if scores[topic] >= scores[ranked[0]] - _ALIKE)


def anew(text: str, situation: Situation) -> Situation:
    """Return the situation of a message of those who ask how things stand: what says all it means leaves the topic of the call.

    Whether it goes on from the status question before is for the reader of status questions to say.
    """
    return replace(situation, topic=None) if situation.roles and situation.topic and not leans(text) else situation
