"""The adapter: one activity through the handler, and the answer of an invoke given back."""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes


class CloudAdapter:
    _INVOKE_RESPONSE_KEY = "invokeResponse"

    def __init__(self, authentication: Any) -> None:
        self.bot_framework_authentication = authentication

    async def process_activity(
        self, _verified: Any, activity: Activity, logic: Callable[[TurnContext], Awaitable[InvokeResponse | None]]
    ) -> InvokeResponse | None:
        context = TurnContext(activity)
        answer = await logic(context)
        if activity.type != ActivityTypes.invoke:
            return None
        await self.send_activities(context, [Activity(type=ActivityTypes.invoke_response, value=answer)])
        return context.turn_state[self._INVOKE_RESPONSE_KEY].value

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        raise NotImplementedError
