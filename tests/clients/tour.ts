// A client that openapi-typescript and openapi-fetch make from openapi.yaml, on a tour: register,
// make a group, write, upload, search. It is checked by tsc before it runs, so each name and type
// below is one that the document gives.

import createClient from "openapi-fetch";
import type { components, paths } from "./.generated/api.d.ts";

type Message = components["schemas"]["Message"];
type Answer<T> = { data?: { data: T }; error?: components["schemas"]["Failure"] };

declare const process: { argv: string[] };
const [url] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: `${url}/api/v1`, headers: { "Accept-Language": "en" } });

function done<T>(answer: Answer<T>): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data.data;
}

function check(truth: boolean, what: string): void {
  if (!truth) throw new Error(`not so: ${what}`);
}

async function register(name: string) {
  const body = { username: name, email: `${name}@example.com`, password: "Passw0rd" };
  const opened = done(await api.POST("/auth/register", { body }));
  return { id: opened.user.id, headers: { Authorization: `Bearer ${opened.token}` } };
}

const alice = await register("alice");
const bob = await register("bob");

const refused = await api.POST("/auth/login", { body: { email: "a@example.com", password: "no" } });
const code: components["schemas"]["ErrorCode"] | undefined = refused.error?.error.code;
check(code === "AUTH_003", "a refusal has a code of the list");

const group = done(
  await api.POST("/groups", { headers: alice.headers, body: { name: "Friends", participants: [bob.id] } }),
);
const roles = new Map(group.participants.map((one) => [one.id, one.role]));
check(roles.get(alice.id) === "admin" && roles.get(bob.id) === "member", "Alice is its admin");

const text = done(
  await api.POST("/messages", {
    headers: alice.headers,
    body: { chatId: group.id, type: "text", content: "生成的客户端", metadata: { from: { tour: [1] } } },
  }),
);
check(text.seq > 0 && text.metadata.from !== undefined, "the message is stored");

const file = done(
  await api.POST("/files", {
    headers: alice.headers,
    body: { file: new Blob(["a plain text\n"], { type: "text/plain" }) },
    bodySerializer: ({ file }) => {
      const form = new FormData();
      form.append("file", file, "notes.txt");
      return form;
    },
  }),
);
check(file.name === "notes.txt" && file.size === 13, "the file is known by its name and size");

const sent: Message = done(
  await api.POST("/messages", {
    headers: alice.headers,
    body: { chatId: group.id, type: "file", content: "notes", metadata: { fileId: file.id } },
  }),
);
check(sent.type === "file" && sent.metadata["name"] === "notes.txt", "the server fills in the file's name");

const found = done(
  await api.GET("/messages/search", { headers: bob.headers, params: { query: { search: "客户端" } } }),
);
check(found.messages.some((message) => message.id === text.id), "Bob finds what Alice wrote");

const listed = done(
  await api.GET("/messages/{chatId}", {
    headers: bob.headers,
    params: { path: { chatId: group.id }, query: { limit: 2 } },
  }),
);
check(listed.messages.at(-1)?.id === text.id, "the oldest comes last");

console.log("ok typescript");
