"""Tables of requests, applications and the notices on either; of the team, cases, batches, the plan and subscriptions."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables.people import (
    FILE,
    NAME,
    NAME_GIVEN,
    REACH,
    TEXT,
    TEXT_OF_SERVICE,
    Instant,
    Json,
    Serial,
    key,
    metadata,
    who,
)

# Requests for assistance. What is open is proposed when a school asks the same again, and may be logged all the same.
request = sa.Table(
    "request",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("nonce", sa.String(64), unique=True),  # Of the draft that it was: one press, one request.
    sa.Column("uai", sa.String(8), nullable=False),
    sa.Column("school", sa.String(256), nullable=False, default=""),  # Its name and town, as shown when it was logged.
    sa.Column("contact_name", sa.String(256), nullable=False, info=NAME_GIVEN),
    sa.Column("contact_function", sa.String(128), nullable=False, default="", info=TEXT),
    sa.Column("contact_mail", sa.String(256), nullable=False, default="", info=REACH),
    sa.Column("contact_phone", sa.String(64), nullable=False, default="", info=REACH),
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("details", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),
    sa.Column("wished_slots", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("ticket", sa.String(32), info=TEXT),  # Its number at the official assistance.
    sa.Column("more", Json, info=TEXT),  # By field of the form: what has no column here.
    *who("author_"),
    *who("requester_"),  # Nobody where the contact is not known in Teams.
    *who("holder_"),
    sa.Column("linked_to", sa.String(16), nullable=False, default=""),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("logged_at", Instant, nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("slot", Instant),
    sa.Column("link", sa.Text, nullable=False, default=""),
    sa.Column("on_site", sa.Boolean),  # The appointment is at the school.
    sa.Column("visits", sa.Integer),  # That took place.
    sa.Column("proposed", Json),  # Appointments to choose from, as ISO; NULL: none.
    sa.Column("slot_reminded", sa.Integer, nullable=False, default=0),
    sa.Column("outcome_asked", sa.Boolean, nullable=False, default=False),  # What became of the session.
    sa.Column("consent", sa.String(16)),
    sa.Column("session_started_at", Instant),
    sa.Column("session_minutes", sa.Integer),
    sa.Column("waiting_for", sa.String(16)),
    sa.Column("resume_at", Instant),
    sa.Column("waiting_reminded", sa.Boolean, nullable=False, default=False),
    sa.Column("report", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("cancelled_as", sa.String(16)),
    sa.Column("duplicate_of", sa.String(16), nullable=False, default=""),
    sa.Column("score", sa.Integer),
    sa.Column("comment", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("alerts", sa.Integer, nullable=False, default=0),
    sa.Column("due_at", Instant),  # From when on the program owes it a move; computed whenever it changes.
    # What is counted: days in Paris, so that every database counts weeks alike, and what ``knowledge.request`` gives.
    sa.Column("department", sa.String(2), nullable=False, default=""),  # Two digits of ``uai``.
    sa.Column("logged_on", sa.Date),
    sa.Column("since_on", sa.Date),  # Of ``status_since``.
    sa.Column("slot_on", sa.Date),
    sa.Column(
        "precedence", sa.Integer, nullable=False, default=0
    ),  # In lists: open ones first, of these the urgent ones.
    sa.Column("taken_minutes", sa.Integer),
    sa.Column("solved_minutes", sa.Integer),
    sa.Column("waited_minutes", sa.Integer, nullable=False, default=0),
    sa.Column("reopened", sa.Integer, nullable=False, default=0),
    sa.Column("refused", sa.Integer, nullable=False, default=0),
    sa.Column("measured", sa.Integer, nullable=False, default=0),  # The version of which these speak.
    sa.Column("reply_token", sa.String(24), unique=True),  # What a mail that answers about it carries.
    sa.Index("ix_request_status", "status", "status_since", "urgent", "touched_at"),
    sa.Index("ix_request_school", "uai", "topic", "status"),
    sa.Index("ix_request_holder", "holder_tenant", "holder_oid", "status"),
    # Of those who are known in Teams alone: the others, all alike, would make the index look of no use.
    sa.Index(
        "ix_request_requester",
        "requester_tenant",
        "requester_oid",
        sqlite_where=sa.text("requester_oid IS NOT NULL"),
    ),
    sa.Index("ix_request_author", "author_tenant", "author_oid"),
    sa.Index("ix_request_slot", "slot"),
    sa.Index("ix_request_due", "due_at"),
    sa.Index("ix_request_logged", "logged_at"),
    sa.Index("ix_request_logged_on", "logged_on"),  # Weeks and months, by far the smallest that has them.
    sa.Index("ix_request_topic", "topic", "status"),
    # All that is narrowed, grouped and measured by stands in one index: counting reads no row.
    sa.Index(
        "ix_request_counted",
        "logged_on",
        "status",
        "department",
        "uai",
        "topic",
        "urgent",
        "holder_oid",
        "holder_tenant",
        "since_on",
        "taken_minutes",
        "solved_minutes",
        "score",
        "session_minutes",
        "reopened",
        "refused",
    ),
    sa.Index(
        "ix_request_ended",
        "status",
        "since_on",
        "department",
        "uai",
        "topic",
        "urgent",
        "holder_oid",
        "holder_tenant",
        "logged_on",
    ),
    sa.Index("ix_request_department", "department", "precedence", "logged_at", "id", "status", "topic", "urgent"),
    sa.Index("ix_request_slot_on", "slot_on"),
    # Lists in their order, with what most of them are narrowed by.
    sa.Index("ix_request_precedence", "precedence", "logged_at", "id", "status", "topic", "urgent", "reopened"),
    sa.Index("ix_request_reopened", "reopened"),
    sa.Index("ix_request_ticket", "ticket"),
    sqlite_autoincrement=True,
)

# Files sent with a request or an application, whole: they are few and small, and go with it.
attached = sa.Table(
    "attached",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False),  # Of a request or an application; «draft-7» before.
    sa.Column("said", Serial, nullable=False),  # The event with which it came; 0 with an application.
    sa.Column("name", sa.String(128), nullable=False, info=TEXT),
    sa.Column("type", sa.String(100), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),  # Bytes.
    sa.Column("content", sa.LargeBinary, nullable=False, info=FILE),
    *who("by_"),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_attached_reference", "reference"),
    sa.Index("ix_attached_by", "by_tenant", "by_oid"),
    sqlite_autoincrement=True,
)

# What people want to be reminded of, each of one request; told once, then removed.
reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("reference", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("exact", sa.Boolean, nullable=False),  # The person said the hour: it is told then, whatever the hour.
    sa.Column("text", sa.Text, nullable=False, default="", info=TEXT),
    sa.Column("created_at", Instant, nullable=False),
    sa.Index("ix_reminder_at", "at"),
    sa.Index("ix_reminder_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)


# --- Applications to a call.

# Applications to a call. A draft stands in ``draft`` until it is deposited; one that expired is kept here, unnumbered.
application = sa.Table(
    "application",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), unique=True),  # Given at deposit.
    sa.Column("call", sa.String(64), nullable=False),
    *who(),  # Who applies; nobody where it came by mail.
    sa.Column("name", sa.String(256), nullable=False, default="", info=NAME),
    # By field of the form, the mail address among them.
    sa.Column("answers", Json, nullable=False, default=dict, info=TEXT),
    sa.Column("flags", Json, nullable=False, default=list),  # What the SA EPLE is to appreciate.
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("status_since", Instant, nullable=False),
    sa.Column("touched_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False, default=0),  # Of what was deposited.
    sa.Column("deposited_at", Instant),
    sa.Column("mailed_on", sa.Date),
    sa.Column("complement", Json, info=TEXT),
    sa.Column("announced", sa.Boolean, nullable=False, default=False),
    sa.Column("appointed", sa.Boolean, nullable=False, default=False),
    sa.Column("opened_at", Instant),  # When the SA EPLE first looked at it.
    sa.Column("reply_token", sa.String(24)),  # What a mail that answers about it carries.
    sa.Index("uq_application_reply_token", "reply_token", unique=True),
    sa.Index("ix_application_status", "call", "status"),
    sa.Index("ix_application_deposited", "call", "deposited_at"),
    # One active application per person and call, whatever comes in at the same time.
    sa.Index(
        "uq_application_active",
        "call",
        "tenant",
        "oid",
        unique=True,
        # On PostgreSQL too, by the migration: said here, SQLAlchemy would load that dialect to check the word.
        sqlite_where=sa.text("status IN ('submitted', 'incomplete', 'under_review')"),
    ),
    sqlite_autoincrement=True,
)


# --- Notices, and where they are shown.

# What is still to be told, and what became of it: facts, rendered when sent.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("medium", sa.String(8), nullable=False),  # «teams» or «mail».
    *who(),  # To whom; the tenant alone for a conversation.
    sa.Column("mail", sa.String(256), info=REACH),  # Of people without Teams, or in case Teams does not reach them.
    sa.Column("conversation", sa.String(512)),  # Of a channel or group, when no person is meant.
    # Names the recipient: notices of a lane leave in order.
    sa.Column("lane", sa.String(640), nullable=False, info=REACH),
    sa.Column("reference", sa.String(64), nullable=False, default=""),  # Of the request or application it is about.
    sa.Column("version", sa.Integer, nullable=False, default=0),
    sa.Column("data", Json, nullable=False, default=dict, info=TEXT),
    sa.Column("dedupe", sa.String(256), nullable=False, unique=True),  # One fact is told once.
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),  # Leaves in quiet hours too.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("doubts", sa.Integer, nullable=False, default=0),  # Attempts of which nobody knows whether it arrived.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("owner", sa.String(64)),  # Which claim of which process has it in hand, and until when if it dies.
    sa.Column("leased_until", Instant),
    sa.Column("begun_at", Instant),  # A sending that may not be repeated blindly has begun.
    sa.Column("ended_at", Instant),
    sa.Column("error", sa.String(64), nullable=False, default=""),
    sa.Column("activity", sa.String(256), nullable=False, default=""),  # Teams' id of the message, to redraw it.
    sa.Column("batch", sa.BigInteger),  # The batch that caused this notice, if any.
    sa.Index("ix_outbox_batch", "batch"),
    sa.Index("ix_outbox_lane", "lane", "state", "id"),
    sa.Index("ix_outbox_state", "state", "not_before"),
    sa.Index("ix_outbox_reference", "reference"),
    sqlite_autoincrement=True,
)

# Where each person has the card of a request: the message that is redrawn in place at each event.
card = sa.Table(
    "card",
    metadata,
    sa.Column("lane", sa.String(640), primary_key=True, info=REACH),  # To whom it was shown, as in the outbox.
    sa.Column("reference", sa.String(16), primary_key=True),
    *who(),
    sa.Column("activity", sa.String(256), nullable=False),  # Teams' id of the message.
    sa.Column(
        "shown", sa.String(32), nullable=False, default=""
    ),  # What it showed last, hashed: the same is not sent again.
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_card_reference", "reference"),
    sa.Index("ix_card_person", "tenant", "oid"),
)

# The channel that the SA EPLE has declared as the experts': its one card is redrawn in place at each event.
room = sa.Table(
    "room",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(512), nullable=False),  # Of the channel, without a thread.
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("service_url", sa.String(512), nullable=False),
    sa.Column("bot_id", sa.String(256), nullable=False),
    sa.Column(
        "activity", sa.String(256), nullable=False, default=""
    ),  # Teams' id of that card; "" before it is posted.
    sa.Column("shown", sa.String(32), nullable=False, default=""),  # What it showed last, hashed.
    *who("by_"),
    sa.Column("at", Instant, nullable=False),
)


# Acts on several at once (``knowledge.batch``): what was prepared, and what has become of each line.
batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # What its buttons carry.
    *who(),
    sa.Column("given", Json, nullable=False, default=dict, info=TEXT_OF_SERVICE),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Index("ix_batch_state", "state"),
    sa.Index("ix_batch_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)

batch_line = sa.Table(
    "batch_line",
    metadata,
    sa.Column("batch", sa.BigInteger, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("act", sa.String(16), nullable=False),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # Of a request, an application, a school.
    *who(),  # Who is written to, where no reference says it.
    sa.Column("reason", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),
    sa.Column("version", sa.Integer, nullable=False, default=0),  # As it was looked at.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("error", sa.String(32), nullable=False, default=""),  # A code, never a text.
    sa.Index("ix_batch_line_reference", "reference"),
    sa.Index("ix_batch_line_person", "tenant", "oid"),
)

# The plan of action (``knowledge.batch``): decided by the SA EPLE with its committee.
plan_action = sa.Table(
    "plan_action",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("text", sa.Text, nullable=False, info=TEXT_OF_SERVICE),
    sa.Column("owner", sa.String(256), nullable=False, default="", info=NAME_GIVEN),  # Who answers for it, as typed.
    sa.Column("due", sa.Date),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("meeting", sa.BigInteger),  # The committee that decided it.
    sa.Column("uai", sa.String(8)),  # The school that it is for.
    *who(),  # Who noted or proposed it.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_plan_action_state", "state", "due"),
    sqlite_autoincrement=True,
)

# Solved cases (``knowledge.cases``): proposed by who solved them, published by the SA EPLE for everybody to read.
solved_case = sa.Table(
    "solved_case",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # The request it comes of.
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("problem", sa.Text, nullable=False, info=TEXT_OF_SERVICE),
    sa.Column("solution", sa.Text, nullable=False, info=TEXT_OF_SERVICE),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("since", Instant, nullable=False),  # Of the state.
    *who(),  # Who proposed it.
    sa.Column("helped", sa.Integer, nullable=False, default=0),  # How many people said that it helped.
    sa.Column("used", sa.Integer),  # How many answers were made of it, and what they kept of it, in percent, together.
    sa.Column("kept", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_solved_case_state", "state", "topic"),
    sa.Index("ix_solved_case_reference", "reference"),
    sqlite_autoincrement=True,
)

# Who said that a case helped: once each. The count stays when this is gone.
case_helped = sa.Table(
    "case_helped",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),  # Of the case.
    *key(),
    sa.Column("at", Instant, nullable=False),
)

# Troubles of several schools at once (``knowledge.incident``): one of a subject and a day.
incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),  # As announced.
    *who("by_"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("answer", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),  # What was last told to all.
    sa.Column("ended_on", sa.Date),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("uq_incident_tenant", "tenant", "topic", "since", unique=True),
    sa.Index("ix_incident_state", "state"),
    sqlite_autoincrement=True,
)

# Who said to have the same trouble, without a request of their own: once each, and told when it is answered.
incident_joined = sa.Table(
    "incident_joined",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),  # Of the incident.
    *key(),
    sa.Column("at", Instant, nullable=False),
)

# Status questions that are answered of themselves, each for one person (``knowledge.subscription``).
subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("query", Json, nullable=False, default=dict),
    sa.Column("schedule", Json),  # When; None: when there are more than ``above``.
    sa.Column("above", sa.Integer),
    sa.Column("closed", sa.Boolean, nullable=False, default=False),  # Also when work rests.
    sa.Column("passed", sa.Boolean, nullable=False, default=False),  # The number is passed now, and was told.
    sa.Column(
        "crossings", sa.Integer, nullable=False, default=0
    ),  # How often the number was passed or come back under.
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("nonce", sa.String(64), nullable=False, unique=True),  # One press, one subscription.
    sa.Index("ix_subscription_person", "tenant", "oid"),
    sqlite_autoincrement=True,
)


# --- The team: absences, who is on call, what each knows.

# When experts are away, in whole days of Paris (``knowledge.team``), and who stands in.
absence = sa.Table(
    "absence",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date),  # None: until they are back.
    *who("cover_"),
    *who("by_"),  # Who noted it.
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_absence_person", "tenant", "oid"),
    sa.Index("ix_absence_last_day", "last_day"),
    sqlite_autoincrement=True,
)

# Which expert is told first of what is urgent, by days.
on_call = sa.Table(
    "on_call",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("oid", sa.String(64), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    *who("by_"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_on_call_person", "tenant", "oid"),
    sa.Index("ix_on_call_last_day", "last_day"),
    sqlite_autoincrement=True,
)

# What experts say that they know, by the subjects of requests.
known_topic = sa.Table(
    "known_topic",
    metadata,
    *key(),
    sa.Column("topic", sa.String(16), primary_key=True),
    *who("by_"),
    sa.Column("since", Instant, nullable=False),
)

# The papers of a year that were made for an expert: the letter of mission, the travel order.
expert_paper = sa.Table(
    "expert_paper",
    metadata,
    *key(),
    sa.Column("kind", sa.String(24), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("made_at", Instant, nullable=False),
    *who("by_"),
)

# Training sessions and committees (``knowledge.meeting``), and who was called to each.
meeting = sa.Table(
    "meeting",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("place", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),
    sa.Column("text", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),  # What it is about.
    sa.Column("state", sa.String(16), nullable=False),
    # What was said of it, or why it is cancelled.
    sa.Column("report", sa.Text, nullable=False, default="", info=TEXT_OF_SERVICE),
    *who(),  # Who called it.
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Index("ix_meeting_at", "kind", "at"),
    sqlite_autoincrement=True,
)

meeting_person = sa.Table(
    "meeting_person",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),  # Of the meeting.
    *key(),
    sa.Column("comes", sa.Boolean),  # None: no answer.
    sa.Column("answered_at", Instant),
    sa.Column("present", sa.Boolean),  # None: nobody has noted it.
)

# The mandate of each expert, of whoever was one last too: its days are of Paris.
mandate = sa.Table(
    "mandate",
    metadata,
    *key(),
    sa.Column("reference", sa.String(16), nullable=False, default=""),  # The application that led to it.
    sa.Column("begins_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),  # The last day; None: nobody has said.
    sa.Column("may_reach", sa.Date),  # How far the call lets it be renewed.
    sa.Column("trained_on", sa.Date),  # From then on the expert may take control of a screen.
    sa.Column("ended_on", sa.Date),  # The role is gone since then.
    sa.Column("since", Instant, nullable=False),
    sa.Index("ix_mandate_ends_on", "ends_on"),
)
