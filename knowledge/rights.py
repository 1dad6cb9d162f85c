"""Who may know that a request or an application exists.

What depends on a subject's state is in its life cycle's table; what a command or a button needs is in its route.
A person comes with the roles held now.
"""

from __future__ import annotations

from knowledge.application import Candidature
from knowledge.application_cycle import application_relations
from knowledge.people import Person
from knowledge.request import AssistanceRequest
from knowledge.request_cycle import request_relations


def may_see_request(person: Person, request: AssistanceRequest) -> bool:
    """Tell whether the person may know that this request exists."""
    return bool(request_relations(request, person))


def may_see_application(person: Person, candidature: Candidature) -> bool:
    """Tell whether the person may know that this application exists; drafts are the candidate's alone."""
    return bool(application_relations(candidature, person))
