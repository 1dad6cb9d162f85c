"""the tables of the first version."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables import Instant, Json, Serial

revision = "0031"
down_revision = None  # A database of before is refused (``storage.schema``).


def key(name, of, **more):
    return Column(name, of, primary_key=True, **more)


def must(name, of, **more):
    return Column(name, of, nullable=False, **more)


def may(name, of, **more):
    return Column(name, of, **more)


# fmt: off
def upgrade():
    known = text("requester_oid IS NOT NULL")
    active = text("status IN ('submitted', 'incomplete', 'under_review')")
    op.create_table(
        "application",
        key("id", Serial), may("reference", String(16), unique=True), must("call", String(64)),
        may("tenant", String(64)), may("oid", String(64)), must("name", String(256)), must("answers", Json),
        must("flags", Json), must("status", String(16)), must("status_since", Instant), must("touched_at", Instant),
        must("version", Integer), must("edition", Integer), may("deposited_at", Instant), may("mailed_on", Date),
        may("complement", Json), must("announced", Boolean), must("appointed", Boolean), may("opened_at", Instant),
        may("reply_token", String(24)), Index("ix_application_deposited", "call", "deposited_at"),
        Index("ix_application_status", "call", "status"),
        Index("uq_application_active", "call", "tenant", "oid", unique=True, sqlite_where=active,
            postgresql_where=active),
        Index("uq_application_reply_token", "reply_token", unique=True), sqlite_autoincrement=True,
    )
    op.create_table(
        "inbox",
        key("tenant", String(64)), key("conversation", String(512)), key("activity", String(256)),
        must("at", Instant, index=True), may("answer", Json),
    )
    op.create_table(
        "focus",
        key("tenant", String(64)), key("oid", String(64)), key("conversation", String(512)), may("form", String(32)),
        may("draft", BigInteger), may("field", String(48)), must("at", Instant), may("since", Instant),
    )
    op.create_table(
        "conversation",
        key("tenant", String(64)), key("oid", String(64)), key("conversation", String(512)), may("call", String(64)),
        may("call_at", Instant), may("topic", String(48)), may("topic_at", Instant), may("query", Json),
        may("query_at", Instant), must("shown", Integer), may("asked", Json), may("asked_at", Instant),
        may("listed", Json), may("listed_at", Instant), must("at", Instant, index=True),
    )
    op.create_table(
        "draft",
        key("id", Serial), must("tenant", String(64)), must("oid", String(64)), must("form", String(32)),
        must("subject", String(64)), must("subject_version", Integer), must("answers", Json),
        must("proposals", Json), must("listed", Json), must("pending", Text), must("version", Integer),
        must("nonce", String(64), unique=True), must("created_at", Instant), must("updated_at", Instant),
        UniqueConstraint("tenant", "oid", "form", "subject", "subject_version"), sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        key("id", Serial), must("kind", String(48)), must("medium", String(8)), may("tenant", String(64)),
        may("oid", String(64)), may("mail", String(256)), may("conversation", String(512)),
        must("lane", String(640)), must("reference", String(64)), must("version", Integer), must("data", Json),
        must("dedupe", String(256), unique=True), must("urgent", Boolean), must("created_at", Instant),
        must("not_before", Instant), must("attempts", Integer), must("doubts", Integer), must("state", String(16)),
        may("owner", String(64)), may("leased_until", Instant), may("begun_at", Instant), may("ended_at", Instant),
        must("error", String(64)), must("activity", String(256)), may("batch", BigInteger),
        Index("ix_outbox_batch", "batch"), Index("ix_outbox_lane", "lane", "state", "id"),
        Index("ix_outbox_reference", "reference"), Index("ix_outbox_state", "state", "not_before"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "card",
        key("lane", String(640)), key("reference", String(16)), may("tenant", String(64)), may("oid", String(64)),
        must("activity", String(256)), must("shown", String(32)), must("at", Instant),
        Index("ix_card_person", "tenant", "oid"), Index("ix_card_reference", "reference"),
    )
    op.create_table(
        "room",
        key("tenant", String(64)), must("conversation", String(512)), must("channel", String(32)),
        must("service_url", String(512)), must("bot_id", String(256)), must("activity", String(256)),
        must("shown", String(32)), may("by_tenant", String(64)), may("by_oid", String(64)), must("at", Instant),
    )
    op.create_table(
        "event",
        key("id", Serial), must("at", Instant), must("subject", String(32)), must("reference", String(64)),
        must("move", String(32)), may("tenant", String(64)), may("oid", String(64)), must("role", String(16)),
        may("from_state", String(32)), may("to_state", String(32)), must("reason", Text), must("data", Json),
        Index("ix_event_subject_reference", "subject", "reference", "id"), sqlite_autoincrement=True,
    )
    op.create_table(
        "numbering",
        key("series", String(16)), must("last", Integer),
    )
    op.create_table(
        "timer_done",
        key("duty", String(48)), key("occurrence", String(256)), must("at", Instant, index=True),
    )
    op.create_table(
        "person",
        key("tenant", String(64)), key("oid", String(64)), must("name", String(256)), may("mail", String(256)),
        must("first_seen", Instant), must("last_seen", Instant), may("noticed_at", Instant),
    )
    op.create_table(
        "role",
        key("tenant", String(64)), key("oid", String(64)), key("role", String(16)), must("active", Boolean),
        must("since", Instant), Index("ix_role_active", "role", "active"),
    )
    op.create_table(
        "address",
        key("tenant", String(64)), key("oid", String(64)), must("channel", String(32)),
        must("service_url", String(512)), must("conversation", String(512)), must("bot_id", String(256)),
        must("user_id", String(256)), must("reachable", Boolean), must("seen_at", Instant),
    )
    op.create_table(
        "erasure",
        key("id", Serial), may("tenant", String(64)), may("oid", String(64)), must("asked_at", Instant),
        must("status", String(16)), must("reason", Text), may("decided_at", Instant),
        may("decided_by_tenant", String(64)), may("decided_by_oid", String(64)), must("mails", Json),
        must("version", Integer), Index("ix_erasure_person", "tenant", "oid"),
        Index("ix_erasure_status", "status", "asked_at"), sqlite_autoincrement=True,
    )
    op.create_table(
        "call",
        key("name", String(64)), must("text", Text), must("academy", Text), must("at", Instant),
    )
    op.create_table(
        "question",
        key("id", Serial), may("tenant", String(64)), may("oid", String(64)), must("name", String(256)),
        must("text", Text), must("school", String(256)), may("call", String(64)), may("entry", String(48)),
        must("state", String(16)), must("asked_at", Instant), may("answer", Text), may("answered_at", Instant),
        may("answered_by_tenant", String(64)), may("answered_by_oid", String(64)),
        must("nonce", String(64), unique=True), must("version", Integer),
        Index("ix_question_person", "tenant", "oid"), Index("ix_question_state", "state", "asked_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_log",
        key("id", Serial), must("day", Date, index=True), must("call", String(64)), must("decision", String(16)),
        may("entry", String(48)), must("score", Integer), may("text", Text), sqlite_autoincrement=True,
    )
    op.create_table(
        "taught",
        key("id", Serial), must("call", String(64)), must("wording", Text), may("entry", String(48)),
        may("answer", Text), must("active", Boolean), must("at", Instant), may("by_tenant", String(64)),
        may("by_oid", String(64)), must("nonce", String(64), unique=True), Index("ix_taught_call", "call", "active"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "request",
        key("id", Serial), must("reference", String(16), unique=True), may("nonce", String(64), unique=True),
        must("uai", String(8)), must("school", String(256)), must("contact_name", String(256)),
        must("contact_function", String(128)), must("contact_mail", String(256)), must("contact_phone", String(64)),
        must("topic", String(16)), must("details", Text), must("urgent", Boolean), must("wished_slots", Text),
        may("more", Json), may("author_tenant", String(64)), may("author_oid", String(64)),
        may("requester_tenant", String(64)), may("requester_oid", String(64)), may("holder_tenant", String(64)),
        may("holder_oid", String(64)), must("linked_to", String(16)), must("status", String(16)),
        must("status_since", Instant), must("logged_at", Instant), must("touched_at", Instant),
        must("version", Integer), may("slot", Instant), must("link", Text), may("proposed", Json),
        must("slot_reminded", Integer), must("outcome_asked", Boolean), may("consent", String(16)),
        may("session_started_at", Instant), may("session_minutes", Integer), may("waiting_for", String(16)),
        may("resume_at", Instant), must("waiting_reminded", Boolean), must("report", Text),
        may("cancelled_as", String(16)), must("duplicate_of", String(16)), may("score", Integer),
        must("comment", Text), must("alerts", Integer), may("due_at", Instant), must("department", String(2)),
        may("logged_on", Date), may("since_on", Date), may("slot_on", Date), must("precedence", Integer),
        may("taken_minutes", Integer), may("solved_minutes", Integer), must("waited_minutes", Integer),
        must("reopened", Integer), must("refused", Integer), must("measured", Integer),
        may("reply_token", String(24), unique=True), Index("ix_request_author", "author_tenant", "author_oid"),
        Index("ix_request_counted", "logged_on", "status", "department", "uai", "topic", "urgent",
            "holder_oid", "holder_tenant", "since_on", "taken_minutes", "solved_minutes", "score",
            "session_minutes", "reopened", "refused"),
        Index("ix_request_department", "department", "precedence", "logged_at", "id", "status", "topic", "urgent"),
        Index("ix_request_due", "due_at"),
        Index("ix_request_ended", "status", "since_on", "department", "uai", "topic", "urgent", "holder_oid",
            "holder_tenant", "logged_on"),
        Index("ix_request_holder", "holder_tenant", "holder_oid", "status"), Index("ix_request_logged", "logged_at"),
        Index("ix_request_logged_on", "logged_on"),
        Index("ix_request_precedence", "precedence", "logged_at", "id", "status", "topic", "urgent", "reopened"),
        Index("ix_request_reopened", "reopened"),
        Index("ix_request_requester", "requester_tenant", "requester_oid", sqlite_where=known),
        Index("ix_request_school", "uai", "topic", "status"), Index("ix_request_slot", "slot"),
        Index("ix_request_slot_on", "slot_on"),
        Index("ix_request_status", "status", "status_since", "urgent", "touched_at"),
        Index("ix_request_topic", "topic", "status"), sqlite_autoincrement=True,
    )
    op.create_table(
        "attached",
        key("id", Serial), must("reference", String(16)), must("said", Serial), must("name", String(128)),
        must("type", String(100)), must("size", Integer), must("content", LargeBinary), may("by_tenant", String(64)),
        may("by_oid", String(64)), must("at", Instant), Index("ix_attached_by", "by_tenant", "by_oid"),
        Index("ix_attached_reference", "reference"), sqlite_autoincrement=True,
    )
    op.create_table(
        "reminder",
        key("id", Serial), must("tenant", String(64)), must("oid", String(64)), must("reference", String(16)),
        must("at", Instant), must("exact", Boolean), must("text", Text), must("created_at", Instant),
        Index("ix_reminder_at", "at"), Index("ix_reminder_person", "tenant", "oid"), sqlite_autoincrement=True,
    )
    op.create_table(
        "school",
        key("uai", String(8)), must("name", String(200)), must("kind", String(16)), must("town", String(200)),
        must("department", String(3)), must("former", Json), must("type", String(8)), must("postcode", String(8)),
        must("street", String(200)), must("listed", Boolean), must("mail", String(256)), must("wave", String(8)),
        must("accounting_group", String(200)), may("switched_on", Date), must("since", Instant),
    )
    op.create_table(
        "batch",
        key("id", Serial), must("nonce", String(64), unique=True), may("tenant", String(64)), may("oid", String(64)),
        must("given", Json), must("state", String(16)), must("made_at", Instant), may("confirmed_at", Instant),
        may("ended_at", Instant), Index("ix_batch_person", "tenant", "oid"), Index("ix_batch_state", "state"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "batch_line",
        key("batch", BigInteger), key("place", Integer, autoincrement=False), must("act", String(16)),
        must("reference", String(16)), may("tenant", String(64)), may("oid", String(64)), must("reason", Text),
        must("version", Integer), must("state", String(16)), must("error", String(32)),
        Index("ix_batch_line_person", "tenant", "oid"), Index("ix_batch_line_reference", "reference"),
    )
    op.create_table(
        "plan_action",
        key("id", Serial), must("text", Text), must("owner", String(256)), may("due", Date),
        must("state", String(16)), must("decided_on", Date), may("ended_on", Date), may("tenant", String(64)),
        may("oid", String(64)), must("version", Integer), Index("ix_plan_action_state", "state", "due"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "solved_case",
        key("id", Serial), must("reference", String(16)), must("topic", String(16)), must("problem", Text),
        must("solution", Text), must("state", String(16)), must("since", Instant), may("tenant", String(64)),
        may("oid", String(64)), must("helped", Integer), must("version", Integer),
        Index("ix_solved_case_reference", "reference"), Index("ix_solved_case_state", "state", "topic"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_helped",
        key("number", BigInteger, autoincrement=False), key("tenant", String(64)), key("oid", String(64)),
        must("at", Instant),
    )
    op.create_table(
        "subscription",
        key("id", Serial), must("tenant", String(64)), must("oid", String(64)), must("query", Json),
        may("schedule", Json), may("above", Integer), must("closed", Boolean), must("passed", Boolean),
        must("crossings", Integer), must("created_at", Instant), must("nonce", String(64), unique=True),
        Index("ix_subscription_person", "tenant", "oid"), sqlite_autoincrement=True,
    )
    op.create_table(
        "absence",
        key("id", Serial), must("tenant", String(64)), must("oid", String(64)), must("first_day", Date),
        may("last_day", Date), may("cover_tenant", String(64)), may("cover_oid", String(64)),
        may("by_tenant", String(64)), may("by_oid", String(64)), must("made_at", Instant),
        Index("ix_absence_last_day", "last_day"), Index("ix_absence_person", "tenant", "oid"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "on_call",
        key("id", Serial), must("tenant", String(64)), must("oid", String(64)), must("first_day", Date),
        must("last_day", Date), may("by_tenant", String(64)), may("by_oid", String(64)), must("made_at", Instant),
        Index("ix_on_call_last_day", "last_day"), Index("ix_on_call_person", "tenant", "oid"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "known_topic",
        key("tenant", String(64)), key("oid", String(64)), key("topic", String(16)), may("by_tenant", String(64)),
        may("by_oid", String(64)), must("since", Instant),
    )
    op.create_table(
        "mandate",
        key("tenant", String(64)), key("oid", String(64)), must("reference", String(16)), must("begins_on", Date),
        may("ends_on", Date), may("may_reach", Date), may("trained_on", Date), may("ended_on", Date),
        must("since", Instant), Index("ix_mandate_ends_on", "ends_on"),
    )
    # Counting reads an index alone where the pages of the table are known to be unchanged: a fiftieth of it changed, not
    # a fifth, is the time to look at them again.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE request SET (autovacuum_vacuum_scale_factor = 0.02)")
