"""Who calls, and about what, while schemathesis tries the API.

The people, and one admin, come in the environment. Ids come from what the server answers, so that
not every request is about something that does not exist. Whoever could lose their session by a
request asks with one that nobody else needs.
"""

import itertools
import json
import os
import uuid
from collections import defaultdict

import requests
import schemathesis

API = os.environ["WHATSCHAT_API"]
PEOPLE = json.loads(os.environ["WHATSCHAT_TOKENS"])
PASSWORD = "Passw0rd"

turns, names = itertools.count(), itertools.count()
known = defaultdict(list)  # ids by room
ROOM_OF_FIELD = {
    "chatId": "chats",
    "messageId": "messages",
    "replyTo": "messages",
    "userId": "users",
    "userIds": "users",
    "participants": "users",
    "mentions": "users",
    "fileId": "files",
}


def someone_new():
    """A new account's token and id."""
    name = f"passer_by_{next(names)}"
    body = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    answer = requests.post(f"{API}/auth/register", json=body, timeout=15)
    answer.raise_for_status()
    data = answer.json()["data"]
    return data["token"], data["user"]["id"]


def room(operation):
    return operation.definition.raw["tags"][0]


@schemathesis.auth(refresh_interval=None)
class Callers:
    """Everyone in turn, but one in a row of requests about one thing; what changes the caller's own
    account is asked by someone new."""

    def get(self, case, context):
        if room(case.operation) == "auth" and case.method != "GET":
            return someone_new()[0]
        if case.meta is not None and case.meta.phase.name == "stateful":
            return PEOPLE[0]
        return PEOPLE[next(turns) % len(PEOPLE)]

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


def real(value, kind):
    """A UUID as it is, or in two of three cases an id that exists; the same for the same UUID."""
    try:
        number = uuid.UUID(value).int
    except (AttributeError, TypeError, ValueError):
        return value
    ids = known[kind]
    return ids[number % len(ids)] if ids and (number >> 16) % 3 else value


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    operation = context.operation
    if room(operation) == "users" and operation.method.upper() == "DELETE":
        known["strangers"].append(someone_new()[1])
        kinds = {"id": "strangers"}
    else:
        kinds = {"id": room(operation)} | ROOM_OF_FIELD
    return {name: real(value, kinds.get(name)) for name, value in path_parameters.items()}


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    return {name: with_ids(value, ROOM_OF_FIELD.get(name)) for name, value in body.items()}


def with_ids(value, kind):
    if kind is None:
        return value
    if isinstance(value, list):
        return [real(item, kind) for item in value]
    return real(value, kind)


@schemathesis.hook
def after_call(context, case, response):
    if not 200 <= response.status_code < 300 or "json" not in str(response.headers.get("content-type")):
        return
    kind = "chats" if room(case.operation) == "groups" else room(case.operation)
    data = response.json().get("data")
    things = data if isinstance(data, list) else [data]
    for thing in things:
        if isinstance(thing, dict) and isinstance(thing.get("id"), str):
            if thing["id"] not in known[kind]:
                known[kind].append(thing["id"])


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A form that fits may still break a rule, which answers with a code of its own."""
    if failure.title != "Schema-valid request rejected":
        return True
    return response.json()["error"]["code"].startswith("REQ_")
