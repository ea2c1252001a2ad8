"""Follows the messages of one person with the real python-socketio client, through whatever
happens to the connection: each reconnection says up to where everything is known.

    python follow.py URL TRANSPORTS TOKEN SINCE

Prints the content of each message as it comes, and exits with 0 after the message `end`.
"""

import sys
import threading

import socketio

URL, TRANSPORTS, TOKEN, SINCE = sys.argv[1:]

known = {"since": SINCE}
ended = threading.Event()
client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.5)


@client.on("*")
def heard(name, data):
    if isinstance(data, dict) and "cursor" in data:
        known["since"] = data["cursor"]
    if name == "new_message":
        print(data["content"], flush=True)
        if data["content"] == "end":
            ended.set()


client.connect(
    URL,
    transports=None if TRANSPORTS == "default" else [TRANSPORTS],
    auth=lambda: {"token": TOKEN, **known},
    wait_timeout=10,
)
ended.wait()
client.disconnect()
