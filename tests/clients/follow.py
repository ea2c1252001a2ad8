"""Follows the messages of one person with the real python-socketio client, through whatever
happens to the connection: each reconnection says up to where everything is known. (The client
without asyncio handles each event in a thread of its own, and so not in their order.)

    python follow.py URL TRANSPORTS TOKEN SINCE

Prints the content of each message as it comes, and exits with 0 after the message `end`.
"""

import asyncio
import sys

import socketio

URL, TRANSPORTS, TOKEN, SINCE = sys.argv[1:]


async def main():
    known = {"since": SINCE}
    ended = asyncio.Event()
    client = socketio.AsyncClient(reconnection_delay=0.1, reconnection_delay_max=0.5)

    @client.on("*")
    async def heard(name, data):
        if isinstance(data, dict) and "cursor" in data:
            known["since"] = data["cursor"]
        if name == "new_message":
            print(data["content"], flush=True)
            if data["content"] == "end":
                ended.set()

    await client.connect(
        URL,
        transports=None if TRANSPORTS == "default" else [TRANSPORTS],
        auth=lambda: {"token": TOKEN, **known},
        wait_timeout=10,
    )
    await ended.wait()
    await client.disconnect()


asyncio.run(main())
