"""The floor: one activity in, one reply out on one session, nothing checked.   python -m tests.bench.floor.bare PORT"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
import uvloop
from aiohttp import web

SESSION = web.AppKey("session", aiohttp.ClientSession)


async def messages(request: web.Request) -> web.Response:
    got = await request.json()
    conversation, activity = got["conversation"]["id"], got["id"]
    reply = {
        "type": "message",
        "from": got["recipient"],
        "recipient": got["from"],
        "conversation": {"id": conversation},
        "replyToId": activity,
        "text": f"Echo: {got['text']}",
    }
    path = f"/v3/conversations/{quote(conversation, safe='')}/activities/{quote(activity, safe='')}"
    async with request.app[SESSION].post(got["serviceUrl"].rstrip("/") + path, json=reply) as response:
        await response.read()
    return web.Response(status=200)


async def lifetime(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        app[SESSION] = session
        yield


def main() -> None:
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.cleanup_ctx.append(lifetime)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None, loop=uvloop.new_event_loop())


if __name__ == "__main__":
    main()
