"""A client that openapi-generator makes from openapi.yaml, on a tour: register, make a group, write,
upload, search. Each class, method and field below is one that the document gives its name."""

import sys

import whatschat_api as api

URL = sys.argv[1]
PASSWORD = "Passw0rd"


def client(token=None):
    settings = api.Configuration(host=f"{URL}/api/v1", access_token=token)
    return api.ApiClient(settings, header_name="Accept-Language", header_value="en")


def register(name):
    body = api.RegisterBody(username=name, email=f"{name}@example.com", password=PASSWORD)
    opened = api.AuthApi(client()).register(body).data
    return opened.user.id, client(opened.token)


alice_id, alice = register("alice")
bob_id, bob = register("bob")

try:
    api.AuthApi(client()).login(api.LoginBody(email="a@example.com", password="no"))
    raise SystemExit("a wrong password opens a session")
except api.exceptions.UnauthorizedException as refusal:
    assert isinstance(refusal.data, api.Failure)
    assert refusal.data.error.code is api.ErrorCode.AUTH_003

body = api.CreateGroupBody(name="Friends", participants=[bob_id])
group = api.GroupsApi(alice).create_group(body).data
roles = {one.id: one.role for one in group.participants}
assert roles == {alice_id: api.Role.ADMIN, bob_id: api.Role.MEMBER}, roles

body = api.SendMessageBody(
    chat_id=group.id, type="text", content="生成的客户端", metadata={"from": {"tour": [1]}}
)
text = api.MessagesApi(alice).send_message(body).data
assert isinstance(text, api.Message) and text.type is api.MessageType.TEXT
assert text.metadata == body.metadata and text.created_at.tzinfo is not None

file = api.FilesApi(alice).upload_file(("notes.txt", b"a plain text\n")).data
assert (file.name, file.size) == ("notes.txt", 13), file
body = api.SendMessageBody(
    chat_id=group.id, type="file", content="notes", metadata={"fileId": str(file.id)}
)
sent = api.MessagesApi(alice).send_message(body).data
assert sent.type is api.MessageType.FILE and sent.metadata["name"] == "notes.txt", sent

found = api.MessagesApi(bob).search_messages(search="客户端").data
assert text.id in [message.id for message in found.messages], found

page = api.MessagesApi(bob).list_messages(group.id, limit=100).data
assert page.messages[-1].id == text.id and page.pagination.page == 1, page
assert [one.id for one in api.ChatsApi(bob).list_chats().data] == [group.id]

print("ok python")
