// Follows the messages of one person with the real socket.io-client, through whatever happens to
// the connection: each reconnection says up to where everything is known.
//
//   node follow.mjs URL TRANSPORTS TOKEN SINCE
//
// Prints the content of each message as it comes, and exits with 0 after the message `end`.
import { io } from "socket.io-client";
import process from "node:process";

const [url, transports, token, first] = process.argv.slice(2);
let since = first;

const options = transports === "default" ? {} : { transports: [transports] };
const socket = io(url, { ...options, reconnectionDelay: 100, auth: (give) => give({ token, since }) });

socket.onAny((name, data) => {
  if (data?.cursor) since = data.cursor;
  if (name !== "new_message") return;
  console.log(data.content);
  if (data.content === "end") process.exit(0);
});
