"""The REST calls of a Bot DemoConnector, answered on the loopback: what the assistant sends, the page shows."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.demo.guard import by_the_program
from bot.demo.rooms import BOT_ID, BOT_NAME, NoConversation, Rooms, personal, user_id
from bot.terminal import LOCAL_TENANT, Seat

PREFIX = "/connector"


def add_connector(app: web.Application, rooms: Rooms) -> None:
    """Add the routes below ``/connector/v3``."""
    one = DemoConnector(rooms)
    base = f"{PREFIX}/v3/conversations"
    activities, members = f"{base}/{{conversation}}/activities", f"{base}/{{conversation}}/members"
    for method, path, handler in (
        ("POST", base, one.create),
        ("POST", activities, one.post),
        ("POST", f"{activities}/{{activity}}", one.post),
        ("PUT", f"{activities}/{{activity}}", one.update),
        ("DELETE", f"{activities}/{{activity}}", one.delete),
        ("GET", members, one.members),
        ("GET", f"{base}/{{conversation}}/pagedmembers", one.paged),
        ("GET", f"{members}/{{member}}", one.member),
    ):
        app.router.add_route(method, path, by_the_program(handler))


class DemoConnector:
    """Answers as Teams' connector does, for the conversations of the demonstration."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def create(self, request: web.Request) -> web.Response:
        """Find somebody's private chat."""
        body = await _object(request)
        members = body.get("members")
        wanted = members[0].get("id") if isinstance(members, list) and members and isinstance(members[0], dict) else ""
        oid = str(wanted).removeprefix("29:")
        if personal(oid) not in self._rooms.activities:
            return _error(404, "MemberNotFound")
        return web.json_response({"id": personal(oid)}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        """Say something."""
        body = {**await _object(request), "from": {"id": BOT_ID, "name": BOT_NAME}}
        if "activity" in request.match_info:
            body["replyToId"] = request.match_info["activity"]
        try:
            number = self._rooms.post(request.match_info["conversation"], body)
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response({"id": number}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Redraw a message in its place."""
        body = {**await _object(request), "from": {"id": BOT_ID, "name": BOT_NAME}}
        number = request.match_info["activity"]
        try:
            self._rooms.update(request.match_info["conversation"], number, body)
        except NoConversation:
            return _error(404, "ActivityNotFound")
        return web.json_response({"id": number})

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message back."""
        try:
            self._rooms.delete(request.match_info["conversation"], request.match_info["activity"])
        except NoConversation:
            return _error(404, "ActivityNotFound")
        return web.Response()

    async def members(self, request: web.Request) -> web.Response:
        """Say who is there."""
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response([_account(one) for one in found])

    async def paged(self, request: web.Request) -> web.Response:
        """Say who is there, on one page."""
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response({"members": [_account(one) for one in found]})

    async def member(self, request: web.Request) -> web.Response:
        """Say who somebody is, named by either id."""
        wanted = request.match_info["member"]
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        for one in found:
            if wanted in (user_id(one.key.oid), one.key.oid):
                return web.json_response(_account(one))
        return _error(404, "MemberNotFoundInConversation")


def _account(one: Seat) -> dict[str, str]:
    # An address of no real domain: nothing of the demonstration may ever reach somebody.
    address = f"{one.label}@demonstration.example"
    return {
        "id": user_id(one.key.oid),
        "aadObjectId": one.key.oid,
        "name": one.name,
        "email": address,
        "userPrincipalName": address,
        "tenantId": LOCAL_TENANT,
        "userRole": "user",
    }


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status)
