"""What a turn means, for this person, now: the one door from the wire, the terminal and the tests to the dialogs."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from weakref import WeakValueDictionary

from pydantic import ValidationError

from dialogs import acts, agreement, features, one_request, undoing
from dialogs.application import eligibility
from dialogs.application import messages as threads
from dialogs.assistance import attachments, messages, new_request, slots
from dialogs.core import context, files, filling, notice_answers, shown, texts
from dialogs.core.context import Agreed, NotShown, Services, Turn, Under
from dialogs.core.exchange import SILENCE, Happening, Incoming, Message, Reply, Scope
from dialogs.core.fields import offered
from dialogs.core.form import SCHOOLS
from dialogs.core.form_steps import Command
from dialogs.core.registry import Registry
from dialogs.core.route import Handler, Route, follow, of_requests, without_buttons
from dialogs.people import privacy, school
from dialogs.questions import about
from dialogs.questions import answers as questions
from dialogs.steering import status
from knowledge.conversation import Offered
from knowledge.people import Person, Role
from knowledge.understanding import short
from knowledge.understanding.act import SaidAct, names_file
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.matter import Matter, commands, is_value, likely_matter, matter_of
from knowledge.understanding.meaning import ASKED, AWAITS, OPINION, PASSED, Sense, Understanding, is_score, outcome_in
from knowledge.understanding.references import is_reference, references
from knowledge.understanding.short import is_short
from knowledge.understanding.utterance import corrected, without_page
from knowledge.understanding.viewed import ASSIGNS, given_to_another
from knowledge.understanding.words import plain_words
from storage import rooms
from storage.actions import drafts
from storage.actions.drafts import REVIEW, DraftGone
from storage.actions.notices import APPLICATION_MESSAGE
from storage.actions.people import lost
from storage.engine import StorageUnavailable
from storage.outbox import Room
from storage.transaction import Repeated, RepeatedStep
from storage.transaction import repeated as kept_of

# What answers a message that asks for no route.
_ANSWERS: Mapping[Sense, Handler] = MappingProxyType(
    {
        Sense.STATUS: status.answer,
        Sense.REQUEST: of_requests(new_request.begin_unasked),
        Sense.OFFER: of_requests(new_request.offer),
        Sense.ACT: acts.perform,
        Sense.ELIGIBILITY: eligibility.answer,
        Sense.SERVICE: about.answer,
        Sense.HEARD: about.answer_heard,
    }
)


def _only_sends(turn: Turn, meant: Understanding) -> bool:
    """Tell whether a message only says that something is to be sent, though nothing was asked."""
    return filling.sends(turn.incoming.text) and not turn.asked and meant.sense is not Sense.COMMAND


def _restated(turn: Turn) -> Turn:
    """Return the turn with what its message says once it has corrected itself, or what was done just before."""
    said, before = corrected(turn.incoming.text), turn.remembered
    if before.act in ASSIGNS:
        said = given_to_another(said, before.file_now(turn.now), turn.experts) or said
    if turn.person.roles:
        said = without_page(said)
    if said == turn.incoming.text:
        return turn
    return replace(turn, incoming=replace(turn.incoming, text=said), restated=True)


_ORDERED = 0.75  # How surely a command in free words is one, from which a form gives way to it.


class Router:
    """Answers turns. Holds nothing but its services: any replica may take any turn."""

    def __init__(self, services: Services, registry: Registry | None = None) -> None:
        """``registry``: what the features register; by default, all of them."""
        self._services = replace(
            services, registry=registry or features.registry(assistance=services.assistance), hearing=self
        )
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        # What changes about a person is read again at their next turn.
        services.storage.forgetters.append(services.acquaintances.forget)

    async def answer(self, incoming: Incoming) -> Reply:
        """Return what to say, one turn of a conversation after the other.

        Raises StorageUnavailable when the turn should be sent again.
        """
        lock = self._locks.setdefault(incoming.address.conversation, Lock())
        async with lock:
            try:
                return await self._answer(incoming)
            except StorageUnavailable:
                reply = await self._from_the_call(incoming)
                if reply is None:
                    raise
                return reply

    async def _answer(self, incoming: Incoming) -> Reply:
        if incoming.happening is Happening.OTHER:
            return SILENCE
        if not incoming.person.oid or not incoming.person.tenant:
            return Reply.text(texts.NO_IDENTITY)
        if incoming.happening is Happening.SEARCH:
            return self._found(incoming)
        now = self._services.now()
        if incoming.happening is Happening.REMOVED:
            if incoming.address.scope is Scope.PERSONAL:
                await lost(self._services.storage, incoming.person, now)
                self._services.acquaintances.forget(incoming.person)
            elif incoming.address.scope is Scope.CHANNEL:
                place = incoming.address.conversation.partition(";messageid=")[0]
                await rooms.lost(self._services.storage, Room(incoming.person.tenant, place), now)
            return SILENCE
        acquaintance = await agreement.meet(self._services, incoming)
        person = Person(incoming.person, incoming.name, self._services.held(acquaintance.roles))
        # Who sends a file means to: what is typed with it goes where the file goes.
        typed = incoming.happening is Happening.MESSAGE and not incoming.files
        agreed = None if typed else Agreed.PRESS
        turn = Turn(
            incoming,
            person,
            self._services,
            now,
            acquaintance.focused,
            acquaintance.involved,
            drafted=acquaintance.drafted,
            agreed=agreed,
        )
        if incoming.happening is Happening.INSTALLED:
            return self._offered(turn, await privacy.installed(turn))
        if incoming.address.scope is Scope.WINDOW:
            return await self._pressed(turn)  # Nothing is said there that a later message could lean on.
        before = turn.remembered
        try:
            reply = await self._said(turn)
        except (Repeated, RepeatedStep) as repeated:
            reply = await filling.repeated(turn, turn.forms, repeated.answer)
        except NotShown as unseen:
            reply = agreement.show_first(turn, what=unseen.what)
        reply = self._offered(turn, agreement.admitted(turn, reply))
        known = self._services.acquaintances.get(person.key, incoming.address.conversation)
        if known and person.roles:
            known.order = undoing.order(turn, reply, known.order)
        after = turn.remembered
        if not reply.error:
            after = shown.after(reply, after, now)
            turn.remember(after)
        if after is not before:
            self._services.notebook.remember(person.key, incoming.address.conversation, after)
        return agreement.noticed(turn, acquaintance, reply)

    @staticmethod
    def _offered(turn: Turn, reply: Reply) -> Reply:
        """Return the reply without the buttons of what is not offered here."""
        return replace(reply, messages=without_buttons(turn.registry.routes, reply.messages))

    def _found(self, incoming: Incoming) -> Reply:
        """Answer what is typed into a card's list. The register of schools is public; there is no other list."""
        if incoming.verb != SCHOOLS:
            return SILENCE
        return Reply(found=tuple((one.title, one.value) for one in offered(self._services.register(), incoming.text)))

    async def _from_the_call(self, incoming: Incoming) -> Reply | None:
        """Answer a question on the call without the database; None for all that needs it.

        What a form waits for is no question. Whether one does is remembered as this process last knew it, and of somebody
        it has not met it is not known: whoever is answered is told that nothing is stored now.
        """
        now = self._services.now()
        found = self._services.acquaintances.get(incoming.person, incoming.address.conversation)
        if found and found.focused and incoming.happening is Happening.MESSAGE:
            return None
        turn = Turn(incoming, Person(incoming.person, incoming.name), self._services, now)
        try:
            reply = await self._asked_of_the_call(turn)
        except ValidationError:
            return None
        if reply is None or reply.error or incoming.happening is Happening.EXECUTE:
            return reply
        return replace(reply, messages=(*reply.messages, Message(texts.ONLY_THE_CALL)))

    async def _asked_of_the_call(self, turn: Turn) -> Reply | None:
        if turn.incoming.happening in (Happening.SUBMIT, Happening.EXECUTE):
            route = self._route(turn)
            return await follow(route, turn) if route and route.alone else None
        if turn.incoming.happening is not Happening.MESSAGE or not turn.incoming.text.strip():
            return None
        meant = turn.registry.listener(turn.base).understand(turn.incoming.text, turn.situation)
        told = meant.decision is not None and meant.decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
        if meant.sense is not Sense.CALL or not told or meant.decision is None:
            return None
        return await questions.respond(turn, turn.incoming.text, meant.decision)

    async def _said(self, turn: Turn) -> Reply:
        incoming = turn.incoming
        if incoming.happening is Happening.CONSENT:
            return await files.answer(turn, turn.registry.files)
        if incoming.happening in (Happening.SUBMIT, Happening.EXECUTE):
            return await self._pressed(turn)
        if incoming.files:
            return await self._sent(turn)
        if not incoming.text.strip():
            return Reply.text(texts.EMPTY)
        turn = shown.named(turn)
        turn = await self._with_names(turn) if turn.person.roles and turn.personal else turn
        if turn.focused:
            reply = await self._filled(turn)
            if reply:
                return reply
        elif turn.personal and filling.controls(incoming.text):
            kept = await kept_of(turn.storage, turn.activity)
            if kept is not None:
                return await filling.repeated(turn, turn.forms, kept)
        if plain_words(incoming.text) in filling.RESUME and turn.personal:
            return await filling.resume(turn, turn.forms)
        return await self._understood(turn)

    async def _sent(self, turn: Turn) -> Reply:
        """Take the files of a message: for the form that waits for some, else for a request, with what is typed there."""
        if turn.focused and turn.personal:
            reply = await self._files_filled(turn)
            if reply:
                return reply
        if not turn.services.assistance:
            return await attachments.apart(turn, self._said, Message(texts.NO_FILES))
        told = await notice_answers.standing(turn) if turn.personal else []
        return await attachments.received(replace(turn, under=notice_answers.under(told, turn.remembered)), self._said)

    @staticmethod
    async def _files_filled(turn: Turn) -> Reply | None:
        """Take the files as answers to the form that has the focus; None where it asks for none."""
        focused = await drafts.focused(turn.storage, filling.place(turn))
        if not focused:
            return None
        if focused.kept is not None:
            return await filling.repeated(turn, turn.forms, focused.kept)
        try:
            return await files.received(turn, turn.forms, focused)
        except DraftGone:
            return None

    async def _chosen(self, turn: Turn, told: Sequence[notice_answers.Standing]) -> Reply | None:
        """Do what the button does that the words of the message press; None where they press none."""
        last = notice_answers.right_above(told, turn.remembered)
        before = last.card if last else turn.remembered
        of_notice = notice_answers.meant(turn, told)
        text = agreement.yes_for(turn.incoming.text, before.asked)
        meant = of_notice if last or of_notice or not text else shown.meant(text, turn.now, before)
        between = self._yes_between(turn, last)
        if between is not None or meant is None or agreement.says_the_same(meant, turn.incoming.text):
            return between
        asked = before.asked
        if asked and not (isinstance(meant, Offered) and meant.entry):
            if turn.personal and await self._said_by_state(turn, asked.kind):
                return None
            turn.remember(notice_answers.heard(turn.remembered, turn.now))
        if isinstance(meant, Reply):
            return meant
        route = turn.registry.routes.pressed(meant.verb)
        if route is None:
            return None
        stated = asked is not None and asked.asks
        own = not (last or of_notice) and shown.asks_itself(asked)
        try:
            return await self._press(agreement.by_words(turn, meant, asked=stated, own=own))
        except NotShown:
            return agreement.show_button(meant)
        except ValidationError:  # A card of an earlier version: the words are read as any others.
            return None

    @staticmethod
    def _yes_between(turn: Turn, last: notice_answers.Standing | None) -> Reply | None:
        """Ask to what a bare yes or no answers, where a notice came between it and the card that asked; None elsewhere."""
        text, stood = turn.incoming.text, turn.remembered.asked if last else None
        if last is None or not (stood and stood.asks) or stood.kind in shown.YIELDS:
            return None
        if not (short.says_yes(text) or short.says_no(text)):
            return None
        asks = last.card.asked if last.card.asked and last.card.asked.asks else None
        return agreement.to_what(text, stood, asks)

    @staticmethod
    async def _said_by_state(turn: Turn, kind: str) -> bool:
        """Tell whether where the person's requests stand says better what a yes or a no means than the last card."""
        if kind not in shown.YIELDS:
            return False
        # Before an appointment there is nothing to agree to yet, though the button is there.
        return kind == "request.agree" or await messages.asked_of(turn) is not None

    async def _understood(self, turn: Turn) -> Reply:
        """Do what the message means, where it is no answer to a form."""
        turn = await context.named(turn)
        turn = await school.put_in(turn)
        undone = await self._taken_back(turn)
        if undone is not None:
            return undone
        turn = _restated(turn)
        text, exact = turn.incoming.text, turn.registry.routes.words.exact(turn.incoming.text)
        told = await notice_answers.standing(turn) if turn.personal and is_short(text) else None
        reply = await self._below(turn, told, exact=bool(exact))
        if reply is not None:
            return reply
        if turn.situation.viewed_last and turn.person.roles and turn.personal and told is None:
            told = await notice_answers.standing(turn)
        above, situation = notice_answers.right_above(told or (), turn.remembered), turn.situation
        if above and turn.person.roles:  # What came since is what words lean on.
            situation = replace(situation, viewed_last=False)
        meant = turn.registry.listener(turn.base).understand(text, situation)
        named = await one_request.put_in(turn, meant)
        if named is not turn:
            return named if isinstance(named, Reply) else await self._understood(named)
        if turn.personal and told is None and not exact and meant.may_answer:
            told = await notice_answers.standing(turn)  # The title of a button may be long.
            chosen = await self._chosen(turn, told) if notice_answers.titled(turn, told) else None
            if chosen is not None:
                return chosen
            above = notice_answers.right_above(told, turn.remembered)
        turn = agreement.agreeing(await self._asked_before(turn, meant, above), meant)
        turn = await self._with_notices(turn, told)
        return await self._done(turn)

    async def _taken_back(self, turn: Turn) -> Reply | None:
        """Take back what one of the staff just did, where the message says so, and do what it says instead; else None."""
        if not turn.person.roles:
            return None
        known = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
        undone, again = await undoing.taken_back(turn, known.order if known else "")
        if again is turn:
            return undone
        anew = await self._understood(again)
        return replace(anew, messages=(*undone.messages, *anew.messages)) if undone else anew

    @staticmethod
    async def _with_names(turn: Turn) -> Turn:
        """Return the turn of one of the staff with the names that its message may hold."""
        known, of_candidates = turn.services.acquaintances, turn.person.has(Role.SA_EPLE)
        experts = await known.experts.known(turn.storage, turn.now)
        return replace(
            turn,
            experts=experts,
            candidates=await known.candidates.known(turn.storage, turn.now) if of_candidates else (),
            askers=await known.askers.known(turn.storage, turn.now),
        )

    @staticmethod
    async def _with_notices(turn: Turn, told: Sequence[notice_answers.Standing] | None) -> Turn:
        """Return the turn with the notices that its message may be about; ``told``: those that stand, None where not read."""
        if turn.personal and told is None and messages.leans(turn):
            told = await notice_answers.standing(turn)
        if told:
            before = turn.remembered
            return replace(turn, told=notice_answers.about(told, before), under=notice_answers.under(told, before))
        if told is None and threads.leans(turn):
            under = notice_answers.under(await notice_answers.standing(turn), turn.remembered)
            return replace(turn, under=under) if under and under.kind == APPLICATION_MESSAGE else turn
        return turn

    async def _below(self, turn: Turn, told: Sequence[notice_answers.Standing] | None, *, exact: bool) -> Reply | None:
        """Return what comes of a message that chooses or answers what stands above, or is of a draft; None of any other."""
        if turn.personal and not exact and turn.services.assistance:
            chosen = await slots.answered(turn, partial(self._under, turn, told))
            if chosen is not None:
                return chosen
        if not exact or (told and notice_answers.titled(turn, told)):
            chosen = await self._chosen(turn, told or ())
            if chosen is not None:
                return chosen
        if told:
            under = replace(turn, under=notice_answers.under(told, turn.remembered))
            answered = await threads.below(under) or await messages.answered(under)
            if answered is not None:
                return answered
        free = turn.personal and turn.drafted and not (exact or turn.focused)
        return await filling.about_waiting(turn, turn.forms) if free else None

    @staticmethod
    async def _under(turn: Turn, told: Sequence[notice_answers.Standing] | None) -> Under | None:
        """Return the notice right above what is typed; ``told``: those that stand, None where they were not read."""
        standing = told if told is not None else await notice_answers.standing(turn)
        return notice_answers.under(standing, turn.remembered)

    async def _waits(
        self, turn: Turn, meant: Understanding, above: notice_answers.Standing | None
    ) -> tuple[str, str] | None:
        """Return what this person was asked, and about which file, where the message may answer it; else None."""
        text = turn.incoming.text
        says = short.says_yes(text) or short.says_no(text)
        may_answer = meant.may_answer or says
        plain = [OPINION] if is_score(text) else []
        if turn.person.roles and outcome_in(text) is not None:
            plain.append(PASSED)
        if not (turn.personal and turn.services.assistance and (may_answer or plain) and short.bare(text)):
            return None
        waits = None if short.says_no(text) and above is None else await messages.asked_of(turn)
        if waits is None or not (may_answer or waits[0] in plain):
            return None
        if not turn.person.roles and notice_answers.asks_elsewhere(meant, text, told=waits[0] != AWAITS):
            return None
        return waits

    async def _asked_before(self, turn: Turn, meant: Understanding, above: notice_answers.Standing | None) -> Turn:
        """Return the turn with what it means: what the assistant has asked this person is heard first.

        ``above``: the notice right above; a bare «non» answers nothing else.
        """
        waits = await self._waits(turn, meant, above)
        if waits is None or (waits[0] == AWAITS and await self._of_another(turn, meant, waits[1])):
            return replace(turn, understood=meant)
        text, (asked, reference) = turn.incoming.text, waits
        heard = replace(turn, asked=asked)
        meant = turn.registry.listener(turn.base).understand(text, heard.situation)
        if not (meant.act and meant.act.act in ASKED[asked]):
            return replace(turn, understood=meant)  # It is about something else.
        act = replace(meant.act, reference=meant.act.reference or reference)
        # A note typed under the closing of a request is that request's.
        rated = asked == OPINION and turn.remembered.file_now(turn.now) == act.reference and meant.act.chance == 1.0
        if turn.agreed is None and (rated or self._answers_the_card(turn, above, str(act.reference))):
            heard = replace(heard, agreed=Agreed.YES)
        return replace(heard, understood=replace(meant, act=act))

    @staticmethod
    async def _of_another(turn: Turn, meant: Understanding, reference: str) -> bool:
        """Tell whether the message is of another file than that one, which waits for an answer, or of another difficulty."""
        named = {one.whole(turn.now.year) for one in references(turn.incoming.text)}
        return bool(named - {reference}) or await messages.is_of_another(turn, meant, reference)

    @staticmethod
    def _answers_the_card(turn: Turn, above: notice_answers.Standing | None, reference: str) -> bool:
        """Tell whether the message answers what the card shown last asked of that file."""
        shown_last = above.card.asked if above else turn.remembered.asked
        return bool(shown_last and agreement.answers(turn.incoming.text, shown_last, reference))

    async def _done(self, turn: Turn) -> Reply:
        """Do what was understood."""
        text, meant = turn.incoming.text, turn.understood
        if meant is None:
            return SILENCE
        if turn.asked == OPINION and short.says_no(text):
            return Reply.text(texts.NO_OPINION)
        before = await features.first_heard(turn)
        if before:
            return before
        # «Envoyez» with nothing to send asks for nothing else.
        route = None if _only_sends(turn, meant) else turn.registry.routes.asked(meant)
        if route:
            return await follow(route, turn)
        if meant.sense is Sense.CALL and turn.services.spoken:
            return Reply.text(texts.CALL_PAST.format(title=turn.call.call.title))
        if filling.steers(text) and not turn.asked:
            return Reply.text(texts.NOTHING_PENDING)
        answer = _ANSWERS.get(meant.sense)
        if answer:
            return await answer(turn)
        return await questions.respond(turn, text, meant.decision or Decision(Verdict.UNKNOWN))

    async def _filled(self, turn: Turn) -> Reply | None:
        """Take the message as the answer that a form waits for; None when the form is gone meanwhile."""
        focused = await drafts.focused(turn.storage, filling.place(turn))
        if not focused:
            return None
        if focused.kept is not None:  # This activity was answered before, and is delivered again.
            return await filling.repeated(turn, turn.forms, focused.kept)
        if not focused.takes(turn.incoming.sent):
            return None  # Typed before the form was begun: it is no answer to it.
        try:
            form = turn.forms.of(focused.draft)
            turn, text = turn.on(form.of_call) if form.of_call else turn, turn.incoming.text
            wanted = filling.instead_of(text)
            if wanted:
                left = await filling.leave(turn, form, focused.draft)
                anew = await self._understood(replace(turn, incoming=replace(turn.incoming, text=wanted)))
                return replace(anew, messages=(Message(left.messages[0].text), *anew.messages))
            # Before a summary, words that go on after a command are no answer.
            reviewed = focused.field == REVIEW
            words = turn.registry.routes.words
            roles = turn.person.roles
            said = words.meant(text, roles) if reviewed or names_file(text) else words.ordered(text, roles)
            asked = form.field(focused.field)
            opens = is_reference(text) and not (asked and asked.asks_for(text))
            command = self._understood if said or opens else self._over_a_form(turn)
            judged = bool(asked and asked.holds)
            hear = partial(self.beside, turn, focused.draft.subject, form=focused.draft.form)
            beside = None if command else hear(any_matter=judged, goes_on=reviewed)
            elsewhere = partial(hear, any_matter=True, goes_on=reviewed or bool(asked and asked.choices))
            reply = await filling.typed(
                turn, turn.forms, focused, filling.Besides(command, beside, elsewhere, partial(filling.word_of, turn))
            )
            await drafts.note(turn.storage, filling.place(turn), focused.draft.nonce, turn.now)
            return reply
        except DraftGone:
            return None

    def _over_a_form(self, turn: Turn) -> Command | None:
        """Return what the message presses on a card that was shown over the form that waits; None where it presses none."""
        pressed = shown.over(turn.incoming.text, turn.now, turn.remembered) if turn.personal else None
        if pressed is None:
            return None

        async def press(other: Turn) -> Reply:
            other.remember(notice_answers.heard(other.remembered, other.now))
            if isinstance(pressed, Reply):
                return pressed
            asked = turn.remembered.asked
            try:
                return await self._pressed(agreement.by_words(other, pressed, asked=asked is not None and asked.asks))
            except NotShown:
                return agreement.show_button(pressed)

        return press

    def beside(
        self,
        turn: Turn,
        about: str,
        *,
        confirmed: bool = False,
        any_matter: bool = False,
        form: str = "",
        goes_on: bool = False,
    ) -> filling.OtherMatter | None:
        """Return what a message clearly is besides an answer to a form on ``about``; None where it may well be one.

        ``confirmed``: the person said that it is no answer; help is then begun, and not offered once more.
        ``any_matter``: the form itself tells answers from asides: whatever the message may mean is wanted. ``form``: the
        form's name, which ends with its move. ``goes_on``: the message may go on from the question before, as at a summary,
        or where the field takes no such value; elsewhere words that lean on what came before are an answer.
        """
        text = turn.incoming.text.strip()
        lone = len(text.split()) < 2 and not goes_on
        if not turn.personal or lone or (any_matter and is_value(text)):
            return None  # A single word answers the form: «hier», a school's code; a wrong value is no question.
        situation = turn.situation if goes_on else replace(turn.situation, query=None, topic=None)
        meant = turn.registry.listener(turn.base).understand(text, situation)
        own = meant.act is not None and meant.act.reference == about and form.endswith(f"_{meant.act.act}")
        orders = meant.act is not None and (names_file(text) or _names_candidate(meant.act, text, about)) and not own
        orders = orders or commands(meant) >= _ORDERED
        if orders:
            about = ""  # «Retenir CA-2024-0004», over a refusal of it.
        clearly = matter_of(meant, text, about)
        matter = clearly or (likely_matter(meant) if any_matter else None)
        if matter is None:
            return None
        if matter is not Matter.TROUBLE:
            return filling.OtherMatter(matter, self._understood, sure=clearly is not None, orders=orders)
        if not turn.services.assistance:
            return None
        helps = new_request.begin_unasked if confirmed else new_request.offer

        async def heard_as_trouble(other: Turn) -> Reply:
            return await helps(replace(other, understood=meant))

        return filling.OtherMatter(matter, heard_as_trouble, sure=clearly is not None)

    async def _pressed(self, turn: Turn) -> Reply:
        try:
            return await self._press(turn)
        except ValidationError:
            # A forged or very old card: its data are not what we send today.
            return self._refused(turn)

    async def _press(self, turn: Turn) -> Reply:
        """Do what a button is for; raises ValidationError for data that no card sends today."""
        if agreement.is_said(turn, self._verb(turn)):
            turn = await self._with_names(turn) if turn.person.roles else turn
            return await self._understood(shown.named(agreement.said(turn)))
        if self._verb(turn) == agreement.AGAIN and turn.incoming.value.get("text"):
            turn = await self._with_names(turn) if turn.person.roles else turn
            return await self._understood(agreement.again(turn))
        route = self._route(turn)
        return await follow(route, context.pressed(turn)) if route else self._refused(turn)

    @staticmethod
    def _verb(turn: Turn) -> str:
        return turn.incoming.verb or str(turn.incoming.value.get("verb", ""))

    @classmethod
    def _route(cls, turn: Turn) -> Route | None:
        """Return what a button is for."""
        return turn.registry.routes.pressed(cls._verb(turn))

    @staticmethod
    def _refused(turn: Turn) -> Reply:
        if turn.incoming.happening is Happening.EXECUTE:
            return Reply(error=texts.UNKNOWN_BUTTON)
        return Reply.text(texts.UNKNOWN_BUTTON)


def _names_candidate(act: SaidAct, text: str, about: str) -> bool:
    """Tell whether an act on an application names its candidate, who is not the one that ``about`` is of."""
    return (act.reference or about) != about and act.of_application and not references(text)
