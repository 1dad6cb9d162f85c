"""How long one usually waits for an expert, said from what has been, with its sample; and when experts are there again."""

from __future__ import annotations

from datetime import timedelta

from dialogs.assistance import service_texts as texts
from dialogs.core.context import Turn
from dialogs.core.exchange import SILENCE, Reply, told, words
from knowledge.french import PARIS, WEEKDAYS, brief_instant, counted, duration
from knowledge.incident import UsualWait, usual_wait
from knowledge.time.delays import office_moment, paris_day
from storage.queries import incidents as queries
from storage.queries import team

_BACK = timedelta(days=365)


async def show(turn: Turn) -> Reply:
    """Say what is usual now; nothing where too little is known."""
    said = await expected(turn)
    return Reply.text(said) if said else SILENCE


async def tell(turn: Turn) -> Reply:
    """Say it to who asks for it in words, or that too little is known."""
    said = await expected(turn) or texts.WAIT_UNKNOWN
    return Reply.of(told(texts.WAIT_TITLE, words(said, texts.WAIT_OWN[bool(turn.person.roles)])))


async def expected(turn: Turn) -> str:
    """Return the usual wait at this moment, or when work goes on, and who is there; "" where too few requests tell it."""
    delays, tenant = turn.services.delays, turn.person.key.tenant
    begins = office_moment(turn.now, delays)
    samples = await queries.waits(turn.storage, tenant, paris_day(turn.now - _BACK))
    usual = usual_wait(samples, begins)
    later = [texts.WAIT_RESUMES.format(when=brief_instant(begins, turn.now))] if begins != turn.now else []
    if usual is None:
        return " ".join(later)
    if later:
        return " ".join([*later, _said(usual, begins.astimezone(PARIS).weekday())])
    there = sum(one.away is None for one in await team.members(turn.storage, paris_day(turn.now)))
    one, many, none = texts.WAIT_PRESENT
    present = many.format(count=there) if there > 1 else one if there else none
    return " ".join([_said(usual, begins.astimezone(PARIS).weekday()), present])


def _said(usual: UsualWait, weekday: int) -> str:
    when = (
        texts.WAIT_DAY[usual.morning].format(day=WEEKDAYS[weekday]) if usual.weekday else texts.WAIT_HALF[usual.morning]
    )
    count = counted(usual.count, "demande")
    return texts.WAIT.format(minutes=duration(max(usual.minutes, 1)), when=when, count=count)
