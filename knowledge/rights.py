"""Who may do what, one small predicate per right.

What depends on a subject's state is in its life cycle's table; here are the rights that a command or a list needs, and
who may see a file. A person comes with the roles held now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from knowledge.application import Candidature
from knowledge.application_cycle import application_relations
from knowledge.people import Person, Role
from knowledge.request import AssistanceRequest
from knowledge.request_cycle import request_relations


class Right(StrEnum):
    """What a command or a button may need."""

    ASK = "ask"
    APPLY = "apply"
    REQUEST_ASSISTANCE = "request_assistance"
    LOG_FOR_A_SCHOOL = "log_for_a_school"
    TAKE_REQUESTS = "take_requests"
    ASSIGN_REQUESTS = "assign_requests"
    LIST_REQUESTS = "list_requests"
    COUNT_REQUESTS = "count_requests"
    EXPORT = "export"
    ANSWER_QUESTIONS = "answer_questions"
    EXAMINE_APPLICATIONS = "examine_applications"
    DECIDE_APPLICATIONS = "decide_applications"
    RECORD_APPLICATIONS = "record_applications"
    GIVE_ROLES = "give_roles"
    SEE_SERVICE_HEALTH = "see_service_health"


def is_anyone(_person: Person) -> bool:
    """Everyone may ask, apply and request assistance for themselves."""
    return True


def is_expert(person: Person) -> bool:
    """Tell whether the person handles requests."""
    return person.has(Role.EXPERT)


def is_saeple(person: Person) -> bool:
    """Tell whether the person steers: sees, decides, appoints, assigns."""
    return person.has(Role.SA_EPLE)


def is_expert_or_saeple(person: Person) -> bool:
    """Tell whether schools' requests are the person's business."""
    return is_expert(person) or is_saeple(person)


RIGHTS: Mapping[Right, Callable[[Person], bool]] = {
    Right.ASK: is_anyone,
    Right.APPLY: is_anyone,
    Right.REQUEST_ASSISTANCE: is_anyone,
    Right.LOG_FOR_A_SCHOOL: is_expert_or_saeple,
    Right.TAKE_REQUESTS: is_expert,
    Right.ASSIGN_REQUESTS: is_saeple,
    Right.LIST_REQUESTS: is_expert_or_saeple,  # Single requests and lists.
    Right.COUNT_REQUESTS: is_saeple,  # No totals by expert, department or period for experts.
    Right.EXPORT: is_saeple,
    Right.ANSWER_QUESTIONS: is_saeple,
    Right.EXAMINE_APPLICATIONS: is_saeple,
    Right.DECIDE_APPLICATIONS: is_saeple,
    Right.RECORD_APPLICATIONS: is_saeple,
    Right.GIVE_ROLES: is_saeple,
    Right.SEE_SERVICE_HEALTH: is_saeple,
}


def may(person: Person, right: Right) -> bool:
    """Tell whether the person has this right."""
    return RIGHTS[right](person)


def may_see_request(person: Person, request: AssistanceRequest) -> bool:
    """Tell whether the person may know that this request exists."""
    return bool(request_relations(request, person))


def may_see_application(person: Person, candidature: Candidature) -> bool:
    """Tell whether the person may know that this application exists; drafts are the candidate's alone."""
    return bool(application_relations(candidature, person))


def may_see_decision(person: Person, candidature: Candidature) -> bool:
    """Tell whether the person may know the true state: a candidate learns of a decision when it is announced."""
    if person.key == candidature.candidate:
        return not candidature.held_back
    return may_see_application(person, candidature)
