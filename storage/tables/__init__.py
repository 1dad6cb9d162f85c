"""The tables. One place says what is kept; ``docs/exploitation.md`` says for how long.

All of them are named here, so that ``metadata`` has each when it is looked at.
"""

from storage.tables.base import Instant, Json, Serial, is_person, is_same_person, metadata
from storage.tables.people import address, erasure, event, numbering, person, role, school, timer_done
from storage.tables.questions import call, conversation, draft, focus, inbox, question, question_log, taught
from storage.tables.requests import application, attached, card, outbox, reminder, request, room
from storage.tables.steering import (
    absence,
    batch,
    batch_line,
    case_helped,
    known_topic,
    mandate,
    on_call,
    plan_action,
    solved_case,
    subscription,
)

__all__ = [
    "Instant",
    "Json",
    "Serial",
    "absence",
    "address",
    "application",
    "attached",
    "batch",
    "batch_line",
    "call",
    "card",
    "case_helped",
    "conversation",
    "draft",
    "erasure",
    "event",
    "focus",
    "inbox",
    "is_person",
    "is_same_person",
    "known_topic",
    "mandate",
    "metadata",
    "numbering",
    "on_call",
    "outbox",
    "person",
    "plan_action",
    "question",
    "question_log",
    "reminder",
    "request",
    "role",
    "room",
    "school",
    "solved_case",
    "subscription",
    "taught",
    "timer_done",
]
