"""The dispatch by kind of activity."""

from dataclasses import dataclass, field
from typing import Any

from botbuilder.schema import Activity, ActivityTypes

Bot = Any


@dataclass
class InvokeResponse:
    status: int
    body: Any = None


@dataclass
class TurnContext:
    activity: Activity
    turn_state: dict[str, Any] = field(default_factory=dict)


class ActivityHandler:
    async def on_turn(self, context: TurnContext) -> InvokeResponse | None:
        kinds = {
            ActivityTypes.message: "on_message_activity",
            ActivityTypes.conversation_update: "on_conversation_update_activity",
            ActivityTypes.installation_update: "on_installation_update",
            ActivityTypes.invoke: "on_invoke_activity",
        }
        name = kinds.get(context.activity.type)
        return await getattr(self, name)(context) if name else None
