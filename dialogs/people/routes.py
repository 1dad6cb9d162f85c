"""What can be done about people: roles, by the SA EPLE; personal data, by each person about their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Annotated

from pydantic import StringConstraints

from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Message, NumberPress, Pressed, Reply
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one
from dialogs.core.persons import (
    OID,
    SHOWN,
    Unresolved,
    ask_give,
    ask_take,
    asked,
    named,
    not_to_be_given,
    resolve,
    rest_of,
    unresolved,
)
from dialogs.core.route import ANYWHERE, SA_EPLE, Route, Theme, helps
from dialogs.people import erasures, office, privacy, school
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import CardElement, Choice, ChoiceSetInput
from dialogs.ui.patterns import ListRow
from knowledge.application import ApplicationMove
from knowledge.french import PARIS, long_date
from knowledge.lifecycle import MoveRefused
from knowledge.people import PersonKey, Role
from knowledge.time.moments import brief_day
from knowledge.understanding.query import Op, Query, What
from storage.actions import people
from storage.actions.applications import make
from storage.actions.notices import ROLE_GIVEN, ROLE_TAKEN
from storage.notice_data import RoleData, from_json
from storage.outbox import Row
from storage.queries import applications
from storage.queries import people as queries
from storage.queries.people import Someone


async def show_experts(turn: Turn) -> Reply:
    """List the experts, with a way to remove one."""
    turn.remember(turn.remembered.asking(Query(What.EXPERTS, Op.LIST), turn.now))
    return await _list(turn, Role.EXPERT)


async def show_members(turn: Turn) -> Reply:
    """List the members of the SA EPLE, with a way to remove one."""
    return await _list(turn, Role.SA_EPLE)


async def _list(turn: Turn, role: Role) -> Reply:
    return Reply.of(people_message(turn.services, role, await queries.with_role(turn.storage, role), turn.now))


def people_message(services: Services, role: Role, holders: Sequence[Someone], now: datetime) -> Message:
    """Return who holds a role since when; buttons name one and, folded, take it from one of them."""
    title, usage = (
        (form_texts.EXPERTS_TITLE, form_texts.EXPERTS_HELP)
        if role is Role.EXPERT
        else (services.worded(form_texts.MEMBERS_TITLE), form_texts.MEMBERS_HELP)
    )
    page = holders[:SHOWN]
    more = [form_texts.PEOPLE_MORE.format(count=len(holders) - SHOWN)] if len(holders) > SHOWN else []
    lines = [*([_line(one) for one in page] or [form_texts.NOBODY]), *more]
    body: list[CardElement | None] = [
        el.heading(title),
        pt.rows([_row(one, now, follows=role is Role.EXPERT) for one in page])
        if page
        else el.paragraph(form_texts.NOBODY),
        *map(el.subtle, more),
    ]
    give = el.says(*form_texts.GIVE_PARTS[role.value])
    if not page:
        body.append(el.buttons(give))
    else:
        choices = [Choice(title=named(one)[:100], value=one.key.oid) for one in page]
        take = el.asks(form_texts.TAKE_BUTTON, "people.ask_take", {"role": role.value})
        whom = ChoiceSetInput(
            id="oid", label=form_texts.TAKE_WHOM, choices=choices, placeholder=form_texts.CHOOSE, style="compact"
        )
        body += pt.folded("take", form_texts.TAKE_PART, whom, el.buttons(take), beside=[give])
    return Message("\n".join([title, *lines, usage]), el.card(*body))


def _row(one: Someone, now: datetime, *, follows: bool) -> ListRow:
    """Return who holds a role, and since when; ``follows``: a press lists the requests of an expert."""
    since = form_texts.PERSON_SINCE.format(when=brief_day(_day(one.since), _day(now))) if one.since else ""
    row = ListRow(named(one).strip() or "–", [since], does=form_texts.FOLLOWED_BY_ONE if follows else "")
    says = form_texts.SAYS_FOLLOWED.format(name=named(one))
    return replace(row, action=el.says(pt.spoken(row), says)) if follows else row


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def _line(one: Someone) -> str:
    since = long_date(_day(one.since)) if one.since else ""
    return form_texts.PERSON_LINE.format(name=named(one), since=since)


def about(
    ask: Callable[[Turn, Someone, Role], Reply], role: Role, *openings: str
) -> Callable[[Turn], Awaitable[Reply]]:
    """Return the command that asks to give or to take ``role``, said as one of ``openings`` and a person."""

    async def run(turn: Turn) -> Reply:
        verb = "people.ask_give" if ask is ask_give else "people.ask_take"
        try:
            someone = await resolve(turn, rest_of(turn.incoming.text, openings))
        except Unresolved as why:
            return unresolved(why, verb, role)
        return await asked(turn, someone, role, verb)

    return run


class RolePress(Pressed):
    """The person whose role a button is about; without one, nobody was chosen."""

    # In lower case, as keys are: one's own id in capitals is no other person's.
    oid: Annotated[str, StringConstraints(pattern=f"^({OID.pattern})?$", to_lower=True)] = ""
    role: Role


async def press_ask(verb: str, turn: Turn, meant: RolePress) -> Reply:
    """Ask to confirm that a role is given or taken."""
    if not meant.oid:
        return Reply.text(form_texts.WHO)
    someone = await queries.someone(turn.storage, PersonKey(turn.person.key.tenant, meant.oid))
    return await asked(turn, someone, meant.role, verb)


async def press_give(turn: Turn, meant: RolePress) -> Reply:
    """Give the role; who has an accepted application is appointed by it."""
    if not meant.oid:
        return Reply.text(form_texts.WHO)
    key = PersonKey(turn.person.key.tenant, meant.oid)
    refused = await not_to_be_given(turn, key)
    if refused:
        return refused
    if meant.role is Role.EXPERT:
        appointed = await _appointed(turn, key)
        if appointed:
            return appointed
    return await _changed(turn, meant, people.give, form_texts.GIVEN, form_texts.GIVEN_ALREADY)


async def _appointed(turn: Turn, key: PersonKey) -> Reply | None:
    """Appoint who has an accepted application by that application, so that it says so; None where there is none."""
    file = await applications.to_appoint(turn.storage, key)
    if file is None:
        return None
    try:
        await make(
            turn.storage,
            file.candidature.reference,
            ApplicationMove.APPOINT,
            turn.services.terms_of,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
            version=file.candidature.version,
        )
    except MoveRefused:
        return None
    return Reply.text(form_texts.GIVEN.format(name=file.candidature.name, role=form_texts.ROLES[Role.EXPERT]))


async def press_take(turn: Turn, meant: RolePress) -> Reply:
    """Take the role back."""
    if not meant.oid:
        return Reply.text(form_texts.WHO)
    return await _changed(turn, meant, people.take, form_texts.TAKEN, form_texts.TAKEN_ALREADY)


async def _changed(
    turn: Turn, meant: RolePress, change: Callable[..., Awaitable[bool]], said: str, already: str
) -> Reply:
    key = PersonKey(turn.person.key.tenant, meant.oid)
    try:
        done = await change(turn.storage, key, meant.role, by=turn.person.key, now=turn.now, activity=turn.activity)
    except people.MayNotGiveRoles:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except people.OwnRole:
        return Reply.text(turn.worded(form_texts.OWN_ROLE))
    except people.LastMember:
        return Reply.text(turn.worded(form_texts.LAST_MEMBER))
    name = named(await queries.someone(turn.storage, key))
    return Reply.text((said if done else already).format(name=name, role=turn.worded(form_texts.ROLES[meant.role])))


# --- Notices.


@dataclass(frozen=True, slots=True)
class RoleView(NoticeView):
    """A role that a person was given, or that was taken away."""

    @property
    def values(self) -> Mapping[str, object]:
        """Return the role, as people name it."""
        role = from_json(RoleData, self.row.notice.data).role
        return {"role": self.services.worded(form_texts.ROLES[role])}


async def _view(services: Services, row: Row) -> RoleView:
    return RoleView(services, row)


NOTICES: NoticeFeature[RoleView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(kind=ROLE_GIVEN, owner=Wording(form_texts.ROLE_GIVEN_TITLE, form_texts.ROLE_GIVEN)),
        NoticeSpec(kind=ROLE_TAKEN, owner=Wording(form_texts.ROLE_TAKEN_TITLE, form_texts.ROLE_TAKEN)),
    ),
    views=one_by_one(_view),
)


_ROLES = (
    Route(
        "experts",
        show_experts,
        says=("experts", "liste des experts"),
        intent="lister_experts",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_PEOPLE, "voir les experts, en retirer un"),
        assists=True,
    ),
    Route(
        "membres",
        show_members,
        says=("membres", "membres du sa eple", "liste des membres"),
        intent="lister_membres",
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_PEOPLE, "voir les membres {of_service}, en ajouter, en retirer"),
    ),
    *(
        Route(
            words,
            about(ask, role, words),
            says=(words,),
            takes=True,
            intent="gerer_roles",
            hears=False,
            needs=SA_EPLE,
            help=helps(Theme.SA_EPLE_PEOPLE, usage),
            assists=role is Role.EXPERT,
        )
        for words, usage, ask, role in (
            ("ajouter membre", "ajouter un membre {of_service}", ask_give, Role.SA_EPLE),
            ("retirer membre", "retirer un membre {of_service}", ask_take, Role.SA_EPLE),
            ("retirer expert", "retirer un expert", ask_take, Role.EXPERT),
        )
    ),
    *(
        Route.by_button(verb, RolePress, partial(press_ask, verb), needs=SA_EPLE)
        for verb in ("people.ask_give", "people.ask_take")
    ),
    # In groups too, where people are mentioned: the answer says a role and a name, nothing of an application.
    Route.by_button("people.give", RolePress, press_give, needs=SA_EPLE, where=ANYWHERE),
    Route.by_button("people.take", RolePress, press_take, needs=SA_EPLE),
)
_PRIVACY = (
    Route(
        "mes données",
        privacy.show_mine,
        says=("mes donnees", "mes questions"),
        intent="mes_donnees",
        verbs=("privacy.mine",),
        in_form=True,
        help=helps(Theme.REST, "voir et télécharger ce que je garde sur vous"),
    ),
    Route(
        "supprimer mes données",
        privacy.confirm_erasure,
        says=(
            "supprimer mes donnees",
            "effacer mes donnees",
            "supprimer mes donnees personnelles",
            "droit a l oubli",
            "effacement de mes donnees",
        ),
        intent="mes_donnees",
        hears=False,  # Other wordings go to the route above, which tells them apart.
        verbs=("privacy.erase",),
        help=helps(Theme.REST, "faire effacer ce que je garde sur vous", listed=False),
    ),
    Route(
        "confidentialité",
        privacy.show_notice,
        says=("confidentialite", "rgpd", "donnees personnelles"),
        intent="confidentialite",
        verbs=("privacy.notice",),
        where=ANYWHERE,  # It is the same for everyone.
        in_form=True,
        help=helps(Theme.REST, "lire la notice sur les données personnelles", where=ANYWHERE),
    ),
    Route("privacy.erase_confirmed", privacy.erase, verbs=("privacy.erase_confirmed",)),
    Route("privacy.files", privacy.offer_files, verbs=("privacy.files",)),
)
_ERASURES = (
    Route(
        "demandes d’effacement",
        erasures.show_waiting,
        says=(
            "demandes d effacement",
            "demande d effacement",
            "demandes effacement",
            "effacements",
            "liste des effacements",
            "qui a demande l effacement",
            "qui demande l effacement",
            "demandes d effacement en attente",
        ),
        intent="gerer_roles",
        hears=False,
        verbs=("erasure.list",),
        needs=SA_EPLE,
        help=helps(Theme.SA_EPLE_PEOPLE, "répondre à qui demande l'effacement de ses données"),
    ),
    Route(
        "effacer les données de quelqu’un",
        erasures.say_who_asks,
        says=("effacer les donnees de", "supprimer les donnees de", "effacer les donnees d", "supprimer les donnees d"),
        takes=True,
        intent="mes_donnees",
        hears=False,
    ),
    Route.by_button("erasure.answer", NumberPress, erasures.answer, needs=SA_EPLE),
)
ROUTES = (*_ROLES, *_PRIVACY, *school.ROUTES, *office.ROUTES, *_ERASURES)
