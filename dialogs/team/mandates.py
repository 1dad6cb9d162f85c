"""The mandates of experts: each sees their own; the SA EPLE renews, ends and completes them, in words and by press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field as Field_

from dialogs.core import exchange
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Pressed, Reply, plain_message
from dialogs.core.fields import parse_day, shown_day
from dialogs.core.filling import place, start
from dialogs.core.form import Field, FieldRefused, Form, Picker
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one, whole_letter
from dialogs.core.persons import experts_in, rest_of
from dialogs.team import texts
from dialogs.team.absences import hand_over
from dialogs.team.names import button_name, name_by_key, name_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput
from knowledge.french import bare_date, counted, listed, long_date
from knowledge.people import Mandate, MandateRefusal, MandateRefused, PersonKey, Role
from knowledge.time.delays import paris_day
from knowledge.time.moments import brief_day, moments
from storage.actions import people
from storage.actions.drafts import Draft
from storage.actions.notices import MANDATE_ENDS, MANDATE_RENEWED, MANDATE_TRAINED
from storage.notice_data import MandateData, from_json
from storage.outbox import Row
from storage.queries import people as queries

RENEW, TRAIN = "mandate_renew", "mandate_train"
_OID = r"^[0-9a-fA-F-]{0,64}$"
_SHOWN, _PRESSED = 40, 4
# What stands before the name in each command.
ONE = ("mandat de l expert", "mandat de l experte", "mandat expert")
RENEWS = ("renouveler le mandat de", "prolonger le mandat de", "renouveler le mandat d", "prolonger le mandat d")
ENDS = ("mettre fin au mandat de", "fin de mandat de", "terminer le mandat de", "mettre fin au mandat d")
TRAINS = ("formation suivie par", "noter la formation de", "formation faite par")


class MandatePress(Pressed):
    """The expert whose mandate a button is about; ``to``: who gets what they hold."""

    oid: str = Field_("", pattern=_OID)
    to: str = Field_("", pattern=_OID)


async def show(turn: Turn, note: str = "") -> Reply:
    """List the mandates, the first to end first; ``note`` is said above them."""
    found, today = await queries.mandates(turn.storage), paris_day(turn.now)
    lines = [*([note] if note else []), *([texts.NONE] if not found else [])]
    table = [(name_of(one.name), _end_said(one, today), _training(one)) for one in found[:_SHOWN]]
    actions = [
        el.asks(texts.BUTTON_OPEN.format(name=button_name(one.name)), "mandate.open", {"oid": one.key.oid})
        for one in found[:_PRESSED]
    ]
    shown = exchange.table(texts.HEADS, table, (4, 3, 3))
    return Reply.of(
        exchange.told(texts.TITLE, exchange.words(*lines), shown, exchange.notes(texts.HELP), actions=actions)
    )


def _end_said(one: Mandate, today: date) -> str:
    if one.ends is None:
        return texts.OPEN_ENDED
    day = brief_day(one.ends, today)
    return texts.OVER.format(day=day) if one.over(today) else day


def _training(one: Mandate) -> str:
    return bare_date(one.trained_on) if one.trained_on else texts.TO_DO


async def show_own(turn: Turn) -> Reply:
    """Show an expert their own mandate."""
    return await _open(turn, turn.person.key)


async def open_pressed(turn: Turn, pressed: MandatePress) -> Reply:
    """Show the mandate of an expert."""
    return await _open(turn, _key(turn, pressed.oid))


async def show_named(turn: Turn) -> Reply:
    """Show the mandate of the expert who is named."""
    return await _of_named(turn, ONE, lambda key, _day: _open(turn, key))


async def _open(turn: Turn, key: PersonKey, note: str = "") -> Reply:
    one = await queries.mandate_of(turn.storage, key)
    if one is None:
        return Reply.text(texts.REFUSED[MandateRefusal.NONE])
    own = key == turn.person.key
    title = texts.OWN_TITLE if own else texts.ONE_TITLE.format(name=name_of(one.name))
    lines = [*([note] if note else []), *_lines(one, paris_day(turn.now))]
    actions = _actions(one) if turn.person.has(Role.SA_EPLE) and not own else []
    return Reply.of(plain_message(title, lines, actions))


def _lines(one: Mandate, today: date) -> list[str]:
    lines = [texts.BEGINS.format(day=long_date(one.begins))]
    if one.ends is None:
        lines.append(texts.NO_END)
    else:
        lines.append((texts.ENDED if one.over(today) else texts.ENDS).format(day=long_date(one.ends)))
        if one.may_reach and one.may_reach > one.ends:
            lines.append(texts.MAY_REACH.format(day=long_date(one.may_reach)))
    lines.append(texts.TRAINED.format(day=long_date(one.trained_on)) if one.trained_on else texts.NOT_TRAINED)
    if one.held:
        lines.append(texts.HOLDS.format(count=counted(one.held, "demande")))
    if one.reference:
        lines.append(texts.FROM.format(reference=one.reference))
    return lines


def _actions(one: Mandate) -> list[Action]:
    data = {"oid": one.key.oid}
    train = (texts.BUTTON_UNTRAINED, "mandate.untrain") if one.trained else (texts.BUTTON_TRAINED, "mandate.train")
    return [
        el.asks(texts.BUTTON_RENEW, "mandate.renew", data),
        (el.acts if one.trained else el.asks)(*train, data),
        el.asks(texts.BUTTON_END, "mandate.end", data),
    ]


def _key(turn: Turn, oid: str) -> PersonKey:
    return PersonKey(turn.person.key.tenant, oid.lower())


async def _of_named(
    turn: Turn, openings: tuple[str, ...], then: Callable[[PersonKey, date | None], Awaitable[Reply]]
) -> Reply:
    """Do ``then`` with the expert and the day that a command names."""
    rest = rest_of(turn.incoming.text, openings)
    text = rest or turn.incoming.text  # Said in other words than the command's, the name is somewhere in them.
    days = [one.day for one in moments(text, turn.now) if one.day]
    found = await experts_in(turn.storage, text)
    if len(found) == 1:
        return await then(found[0].key, days[0] if len(days) == 1 else None)
    names = listed([name_of(one.name) for one in found or await queries.with_role(turn.storage, Role.EXPERT)])
    if not found and not (rest and names):
        return await show(turn, texts.WHO)
    return Reply.text((texts.SEVERAL_EXPERTS if found else texts.NO_SUCH_EXPERT).format(names=names))


async def renew_named(turn: Turn) -> Reply:
    """Renew the mandate of the expert who is named, until the day that is given; ask for it where none is."""

    async def then(key: PersonKey, day: date | None) -> Reply:
        return await _renew(turn, key, day) if day else await _begin(turn, RENEW, key)

    return await _of_named(turn, RENEWS, then)


async def train_named(turn: Turn) -> Reply:
    """Note the training of the expert who is named, on the day that is given; ask for it where none is."""

    async def then(key: PersonKey, day: date | None) -> Reply:
        return await _train(turn, key, day) if day else await _begin(turn, TRAIN, key)

    return await _of_named(turn, TRAINS, then)


async def begin(form: str, turn: Turn, pressed: MandatePress) -> Reply:
    """Ask for a day."""
    return await _begin(turn, form, _key(turn, pressed.oid))


async def _begin(turn: Turn, form: str, key: PersonKey) -> Reply:
    if key == turn.person.key:
        return Reply.text(texts.REFUSED[MandateRefusal.NOT_YOURS])
    one = await queries.mandate_of(turn.storage, key)
    if one is None:
        return Reply.text(texts.REFUSED[MandateRefusal.NONE])
    return await start(turn, form, subject=key.oid)


async def untrain(turn: Turn, pressed: MandatePress) -> Reply:
    """Note that an expert is not trained, after all."""
    return await _train(turn, _key(turn, pressed.oid), None)


async def _renew(turn: Turn, key: PersonKey, day: date, draft: Draft | None = None) -> Reply:
    name, day_said = await name_by_key(turn, key), long_date(day)
    said = texts.DONE_RENEWED.format(name=name, day=day_said)
    return await _changed(turn, key, people.renew_mandate, day, said=said, draft=draft)


async def _train(turn: Turn, key: PersonKey, day: date | None, draft: Draft | None = None) -> Reply:
    name = await name_by_key(turn, key)
    said = texts.DONE_TRAINED.format(name=name, day=long_date(day)) if day else texts.DONE_UNTRAINED.format(name=name)
    return await _changed(turn, key, people.train_for_mandate, day, said=said, draft=draft)


async def _changed(
    turn: Turn,
    key: PersonKey,
    change: Callable[..., Awaitable[Mandate]],
    day: date | None,
    *,
    said: str,
    draft: Draft | None,
) -> Reply:
    form = (place(turn), draft) if draft else None
    try:
        await change(turn.storage, key, day, by=turn.person.key, now=turn.now, activity=turn.activity, form=form)
    except MandateRefused as refused:
        if draft and refused.why in (MandateRefusal.PAST, MandateRefusal.FUTURE):
            raise FieldRefused("day", texts.REFUSED[refused.why]) from refused
        return Reply.text(texts.REFUSED[refused.why])
    return await _open(turn, key, said)


Change = Callable[[Turn, PersonKey, date, Draft], Awaitable[Reply]]


def forms(_services: Any) -> Iterator[Form]:
    """Return the forms that ask for a day."""
    yield _form(RENEW, texts.RENEW_TITLE, texts.RENEW_SEND, _day(texts.UNTIL, texts.ASK_UNTIL), _renew)
    yield _form(TRAIN, texts.TRAIN_TITLE, texts.TRAIN_SEND, _day(texts.DAY, texts.ASK_DAY), _train)


def _day(label: str, ask: str) -> Field:
    return Field("day", label, ask, lambda answer: parse_day(answer, texts.DAY_BAD), hint=texts.DAY_HINT, show=shown_day,
                 picker=Picker.DAY)  # fmt: skip


def _form(name: str, title: str, send: str, day: Field, change: Change) -> Form:
    async def sent(turn: Turn, draft: Draft) -> Reply:
        return await change(turn, _key(turn, draft.subject), date.fromisoformat(draft.answers["day"]), draft)

    async def again(turn: Turn, _nonce: str, subject: str) -> Reply | None:
        return await _open(turn, _key(turn, subject)) if turn.person.has(Role.SA_EPLE) else None

    return Form(name=name, title=title, fields=(day,), send=sent, again=again, send_title=send, direct=True)


# Its end


async def end_named(turn: Turn) -> Reply:
    """Ask to confirm the end of the mandate of the expert who is named."""
    return await _of_named(turn, ENDS, lambda key, _day: _ask_end(turn, key))


async def ask_end(turn: Turn, pressed: MandatePress) -> Reply:
    """Ask to confirm the end of a mandate, and who gets what is held."""
    return await _ask_end(turn, _key(turn, pressed.oid))


async def _ask_end(turn: Turn, key: PersonKey) -> Reply:
    if key == turn.person.key:
        return Reply.text(texts.REFUSED[MandateRefusal.NOT_YOURS])
    one = await queries.mandate_of(turn.storage, key)
    if one is None:
        return Reply.text(texts.REFUSED[MandateRefusal.NONE])
    name = name_of(one.name)
    title = texts.END_TITLE.format(name=name)
    line = texts.END_ASK.format(name=name, count=counted(one.held, "demande"))
    line = line if one.held else texts.END_ASK_NOTHING.format(name=name)
    others = [other for other in await queries.mandates(turn.storage) if other.key != key]
    choices = [
        Choice(title=texts.END_NOBODY, value=""),
        *(Choice(title=name_of(o.name), value=o.key.oid) for o in others),
    ]
    whom = ChoiceSetInput(id="to", label=texts.END_TO, choices=choices, value="", style="compact")
    confirm = el.acts(texts.END_CONFIRM, "mandate.ended", {"oid": key.oid}, style="destructive")
    asked = exchange.CardPart([whom if one.held and others else None])
    return Reply.of(exchange.told(title, exchange.words(line), asked, actions=[confirm]))


async def end(turn: Turn, pressed: MandatePress) -> Reply:
    """End a mandate: what is held goes to who was chosen, or is free again, and the role goes."""
    key = _key(turn, pressed.oid)
    if key == turn.person.key:
        return Reply.text(texts.REFUSED[MandateRefusal.NOT_YOURS])
    one = await queries.mandate_of(turn.storage, key)
    if one is None:
        return Reply.text(texts.REFUSED[MandateRefusal.NONE])
    target = _key(turn, pressed.to) if pressed.to else None
    given = 0
    if target and await queries.mandate_of(turn.storage, target):
        given, _ = await hand_over(turn, key, target, texts.END_REASON)
    await people.take(turn.storage, key, Role.EXPERT, by=turn.person.key, now=turn.now, activity=turn.shown)
    lines = []
    if given and target:
        lines.append(
            texts.DONE_GIVEN.format(count=counted(given, *texts.REQUESTS_GIVEN), to=await name_by_key(turn, target))
        )
    if one.held - given > 0:
        lines.append(texts.DONE_FREED.format(count=counted(one.held - given, *texts.MANDATE_FREED)))
    head = texts.DONE_ENDED.format(name=name_of(one.name))
    return Reply.of(plain_message(head, lines))


# --- Notices: a mandate ends soon, it was renewed, a training was noted.


@dataclass(frozen=True, slots=True)
class MandateView(NoticeView):
    """A mandate as it is now, and the day that the notice is about."""

    one: Mandate
    day: date | None

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the expert whose mandate it is."""
        return self.row.notice.to == self.one.key

    @property
    def values(self) -> Mapping[str, object]:
        """Return the expert and the day."""
        return {"name": name_of(self.one.name), "day": long_date(self.day) if self.day else ""}


async def _view(services: Services, row: Row) -> MandateView | None:
    about = from_json(MandateData, row.notice.data)
    one = await queries.mandate_of(services.storage, about.key)
    return MandateView(services, row, one, about.day) if one else None


def _mandate_actions(view: MandateView) -> Sequence[Action]:
    data = {"oid": view.one.key.oid}
    return (
        el.asks(texts.BUTTON_RENEW, "mandate.renew", data),
        el.asks(texts.BUTTON_END, "mandate.end", data),
        el.asks(texts.BUTTON_SHOW, "mandate.open", data),
    )


def _reach(view: MandateView) -> Sequence[str]:
    reach = view.one.may_reach
    return [texts.MAY_REACH.format(day=long_date(reach))] if reach and view.day and reach > view.day else []


SPECS: Mapping[str, NoticeSpec[MandateView]] = by_kind(
    NoticeSpec(
        kind=MANDATE_ENDS,
        label=texts.LABEL,
        reminder=True,
        still_true=lambda view: view.one.ends == view.day,
        owner=Wording(texts.ENDS_OWN, texts.ENDS_OWN_LINE),
        staff=Wording(texts.ENDS_STAFF, more=_reach, actions=_mandate_actions),
    ),
    NoticeSpec(
        kind=MANDATE_RENEWED, still_true=lambda view: view.one.ends == view.day, owner=Wording(texts.RENEWED_OWN)
    ),
    NoticeSpec(
        kind=MANDATE_TRAINED,
        still_true=lambda view: view.one.trained_on == view.day,
        owner=Wording(
            lambda view: texts.TRAINED_OWN if view.day else texts.UNTRAINED_OWN,
            more=lambda view: [texts.TRAINED_OWN_LINE if view.day else texts.UNTRAINED_OWN_LINE],
        ),
    ),
)
NOTICES: NoticeFeature[MandateView] = NoticeFeature(specs=SPECS, views=one_by_one(_view), letter=whole_letter)
