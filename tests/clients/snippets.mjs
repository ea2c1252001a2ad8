// The API document's JavaScript snippets, run as they stand with the real socket.io-client.
// Only their placeholders are filled in. Two people, one transport setting.
//
//   node snippets.mjs URL TRANSPORTS ALICE_TOKEN BOB_TOKEN CHAT_ID BOB_ID
//
// TRANSPORTS: `default`, `polling`, `websocket`. Exits with 0 when everything that must happen
// has happened, with 1 and a reason when it has not.
import { io } from "socket.io-client";
import process from "node:process";

const [url, transports, aliceToken, bobToken, chatId, bobId] = process.argv.slice(2);
const LIMIT_MS = 10_000;

const snippets = {
  authenticate: `
socket.emit("authenticate", {
  token: "jwt_access_token",
});
`,
  sendMessage: `
socket.emit("send_message", {
  chatId: "uuid",
  content: "Hello World",
  type: "text",
});
`,
  newMessage: `
socket.on("new_message", (message) => {
  console.log("收到新消息:", message);
});
`,
  startCall: `
socket.emit("start_call", {
  type: "video",
  participants: ["uuid1", "uuid2"],
});
`,
  callStatusUpdate: `
socket.on("call_status_update", (data) => {
  console.log("通话状态更新:", data);
});
`,
  updateStatus: `
socket.emit("update_status", {
  status: "online",
});
`,
  userStatusChanged: `
socket.on("user_status_changed", (data) => {
  console.log("用户状态变化:", data);
});
`,
};

/** Runs a snippet with `socket`; what it logs goes to `log`. */
function run(name, socket, values, log) {
  let code = snippets[name];
  for (const [placeholder, value] of Object.entries(values)) {
    code = code.replaceAll(`"${placeholder}"`, JSON.stringify(value));
  }
  new Function("socket", "console", code)(socket, { log });
}

function fail(why) {
  console.error(`${transports}: ${why}`);
  process.exit(1);
}

/** A log that can be waited on. */
function journal() {
  const seen = [];
  const waiting = [];
  const log = (...entry) => {
    seen.push(entry);
    for (const wake of waiting.splice(0)) wake();
  };
  const until = async (what, fits) => {
    const timer = setTimeout(() => fail(`no ${what}; saw ${JSON.stringify(seen)}`), LIMIT_MS);
    while (!seen.some(fits)) await new Promise((wake) => waiting.push(wake));
    clearTimeout(timer);
    return seen.find(fits);
  };
  return { log, until };
}

async function connect(token) {
  const options = { forceNew: true };
  const socket = io(url, transports === "default" ? options : { ...options, transports: [transports] });
  const timer = setTimeout(() => fail("no connection"), LIMIT_MS);
  await new Promise((done, wrong) => {
    socket.on("connect", done);
    socket.on("connect_error", wrong);
  }).catch((why) => fail(why.message));
  clearTimeout(timer);
  const { log, until } = journal();
  socket.on("error", (failure) => log("error:", failure));
  for (const name of ["newMessage", "callStatusUpdate", "userStatusChanged"]) run(name, socket, {}, log);
  run("authenticate", socket, { jwt_access_token: token }, log);
  return { socket, log, until };
}

const saw = (label, check) => ([entry, data]) => entry === label && check(data);

const bob = await connect(bobToken);
// An acknowledgement has the shape of a REST answer; after it bob's events flow.
const hello = await bob.socket.timeout(LIMIT_MS).emitWithAck("authenticate", { token: bobToken });
if (hello.success !== true || hello.data.userId !== bobId) fail(`authenticated as ${JSON.stringify(hello)}`);

const alice = await connect(aliceToken);
run("sendMessage", alice.socket, { uuid: chatId }, alice.log);
await bob.until("message", saw("收到新消息:", (m) => m.content === "Hello World" && m.chatId === chatId && m.seq >= 1));
await alice.until("echo of the message", saw("收到新消息:", (m) => m.content === "Hello World"));

const ack = await alice.socket.timeout(LIMIT_MS).emitWithAck("send_message", { chatId, content: "你好", type: "text" });
if (ack.success !== true || ack.message !== "消息发送成功" || ack.data.content !== "你好") fail(`acknowledged ${JSON.stringify(ack)}`);
await bob.until("second message", saw("收到新消息:", (m) => m.id === ack.data.id));

await alice.socket.timeout(LIMIT_MS).emitWithAck("update_status", { status: "busy" });
await bob.until("busy alice", saw("用户状态变化:", (change) => change.status === "busy"));
run("updateStatus", alice.socket, {}, alice.log);
await bob.until("alice back", saw("用户状态变化:", (change) => change.status === "online" && change.lastSeen === null));

// Nothing lost: a refusal without an acknowledgement comes as an error event.
run("sendMessage", alice.socket, { uuid: "00000000-0000-0000-0000-000000000000" }, alice.log);
await alice.until("refusal", saw("error:", (failure) => failure.success === false && failure.error.code === "MSG_002"));
run("startCall", alice.socket, { uuid1: bobId, uuid2: bobId }, alice.log);
const rings = saw("通话状态更新:", (call) => call.status === "initiating" && call.participants.some((one) => one.id === bobId));
await alice.until("the call that rings", rings);

const used = alice.socket.io.engine.transport.name;
const expected = transports === "default" ? ["polling", "websocket"] : [transports];
if (!expected.includes(used)) fail(`went by ${used}`);
console.log(`ok ${transports} (${used})`);
process.exit(0);
