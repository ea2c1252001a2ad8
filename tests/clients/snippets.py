"""Two people talk through the real python-socketio client.

    python snippets.py URL TRANSPORTS ALICE_TOKEN BOB_TOKEN CHAT_ID BOB_ID

TRANSPORTS: `default`, `polling`, `websocket`. Exits with 0 when everything that must happen has
happened, with 1 and a reason when it has not.
"""

import queue
import sys

import socketio

URL, TRANSPORTS, ALICE_TOKEN, BOB_TOKEN, CHAT_ID, BOB_ID = sys.argv[1:]
LIMIT_S = 10


class Person:
    """A connected client that keeps what it hears."""

    def __init__(self, token):
        self.heard = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        for name in ("new_message", "call_status_update", "user_status_changed", "error"):
            self.client.on(name, lambda data, name=name: self.heard.put((name, data)))
        transports = None if TRANSPORTS == "default" else [TRANSPORTS]
        self.client.connect(URL, transports=transports, wait_timeout=LIMIT_S)
        self.user_id = self.ask("authenticate", {"token": token})["data"]["userId"]

    def ask(self, event, data):
        return self.client.call(event, data, timeout=LIMIT_S)

    def until(self, what, event, fits):
        seen = []
        while True:
            try:
                name, data = self.heard.get(timeout=LIMIT_S)
            except queue.Empty:
                sys.exit(f"{TRANSPORTS}: no {what}; heard {seen}")
            seen.append((name, data))
            if name == event and fits(data):
                return data


def main():
    bob = Person(BOB_TOKEN)
    assert bob.user_id == BOB_ID, bob.user_id
    alice = Person(ALICE_TOKEN)

    alice.client.emit("send_message", {"chatId": CHAT_ID, "content": "Hello World", "type": "text"})
    bob.until("message", "new_message", lambda m: m["content"] == "Hello World" and m["chatId"] == CHAT_ID)

    ack = alice.ask("send_message", {"chatId": CHAT_ID, "content": "你好", "type": "text"})
    assert ack["success"] is True and ack["message"] == "消息发送成功", ack
    bob.until("second message", "new_message", lambda m: m["id"] == ack["data"]["id"])

    changed = alice.ask("update_status", {"status": "busy"})
    assert changed["data"]["status"] == "busy", changed
    bob.until("busy alice", "user_status_changed", lambda change: change["status"] == "busy")

    refusal = alice.ask("send_message", {"chatId": BOB_ID, "content": "x", "type": "text"})
    assert refusal["success"] is False and refusal["error"]["code"] == "MSG_002", refusal
    alice.client.emit("start_call", {"type": "video", "participants": [BOB_ID]})
    alice.until("the call that rings", "call_status_update", lambda call: call["status"] == "initiating")

    used = alice.client.transport()
    assert used in (["polling", "websocket"] if TRANSPORTS == "default" else [TRANSPORTS]), used
    alice.client.disconnect()
    if used == "websocket":
        # By polling, this client may stop before it has sent its good-bye.
        bob.until("alice's leaving", "user_status_changed", lambda change: change["status"] == "offline")
    bob.client.disconnect()
    print(f"ok {TRANSPORTS} ({used})")


main()
