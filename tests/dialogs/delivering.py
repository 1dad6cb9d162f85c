"""The hand that delivers what is left for people, as the service does, and lets them see it in their chats."""

from __future__ import annotations

from datetime import timedelta

from bot.teams.render import card as drawn
from dialogs import features
from dialogs.core.exchange import Letter, Message
from storage import outbox
from storage.actions.notices import to_phone
from storage.outbox import Medium, NoticeState, Row
from storage.rooms import ShownCard, keep, note_board
from storage.transaction import transaction
from tests.lint.cards import lint
from tests.talk import Office, Seen, Talk


async def delivered(office: Office, *talks: Talk) -> list[tuple[Row, Message | Letter]]:
    """Send what is due and return it; each message gets an id, a recipient without an address is to be phoned.

    ``talks``: people who see what they get last in their chats, except what redraws a card that they have.
    """
    storage, now = office.storage, office.clock.now()
    sent: list[tuple[Row, Message | Letter]] = []
    await office.behind.flush()
    while rows := await outbox.claim(storage, "me", now, limit=50, lease=timedelta(minutes=1)):
        for row in rows:
            if row.medium is Medium.MAIL and row.notice.mail is None:
                await outbox.block(storage, row, now, to_phone, error="no address")
                continue
            shown = await features.render(office.services, row)
            await outbox.finish(storage, row, NoticeState.SENT if shown else NoticeState.DROPPED, now,
                                activity=f"message-{row.id}" if isinstance(shown, Message) else "")  # fmt: skip
            if isinstance(shown, Message) and shown.board and row.notice.room:
                async with transaction(storage, now) as tx:
                    await note_board(tx, row.notice.room, shown.replaces or f"message-{row.id}", shown.board)
                    await tx.commit()
            if isinstance(shown, Message) and shown.living:
                await keep(storage, [ShownCard(shown.living.to, shown.living.reference,
                                               shown.replaces or f"message-{row.id}", shown.living.shown)], now)  # fmt: skip
            if shown:
                sent.append((row, shown))
                _seen(row, shown, talks)
    return sent


def _seen(row: Row, shown: Message | Letter, talks: tuple[Talk, ...]) -> None:
    if isinstance(shown, Letter) or shown.replaces:
        return
    card = drawn(shown.card, shown.text) if shown.card else None
    if card:
        assert lint(card, shown.text) == []
    for talk in talks:
        if talk.key == row.notice.to:
            talk.seen.append(Seen(shown, card))
