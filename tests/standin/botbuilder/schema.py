"""Activities as the pipeline sees them: only the attributes that are read."""

from types import SimpleNamespace
from typing import Any


class Activity(SimpleNamespace):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)


class ChannelAccount(SimpleNamespace): ...


class ConversationAccount(SimpleNamespace): ...


class ResourceResponse(SimpleNamespace): ...


class ActivityTypes:
    message = "message"
    conversation_update = "conversationUpdate"
    installation_update = "installationUpdate"
    invoke = "invoke"
    invoke_response = "invokeResponse"
