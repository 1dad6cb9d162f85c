"""The tables. One place says what is kept; ``docs/exploitation.md`` says for how long.

All of them are named here, so that ``metadata`` has each when it is looked at.
"""

from storage.tables.applications import application
from storage.tables.base import Instant, Json, Serial, is_person, is_same_person, metadata
from storage.tables.conversations import conversation, draft, focus, inbox
from storage.tables.delivery import card, outbox, room
from storage.tables.journal import event, numbering, timer_done
from storage.tables.people import address, erasure, person, role
from storage.tables.questions import call, question, question_log, taught
from storage.tables.requests import attached, reminder, request
from storage.tables.schools import school
from storage.tables.steering import batch, batch_line, case_helped, plan_action, solved_case, subscription
from storage.tables.team import absence, known_topic, mandate, on_call

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
