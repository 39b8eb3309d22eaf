/**
 * A JAM server on Node's `net`, as a TypeScript developer writes it: no tricks, but no waste either.
 *
 * Run: node node-net.js PORT
 */
import { createServer } from "node:net";

const INVALID = "Invalid command\r\n";

function timeReply() {
  const now = new Date();
  const [h, m, s] = [now.getHours(), now.getMinutes(), now.getSeconds()].map((n) =>
    String(n).padStart(2, "0"),
  );
  return `JAM ${h}:${m}:${s}\r\n`;
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  let buffer = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    const lines = (buffer + chunk).split("\n");
    buffer = lines.pop();
    let replies = "";
    let isOver = buffer.length > 513;
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "TIME" || /^TIME [\0-\x7f]*$/.test(line)) replies += timeReply();
      else if (line === "QUIT" || line.startsWith("QUIT ")) {
        isOver = true;
        break;
      } else if (line !== "") replies += INVALID;
    }
    if (isOver) {
      socket.removeAllListeners("data").resume();
      socket.end(replies, "latin1");
    } else if (!socket.write(replies, "latin1")) {
      socket.pause();
      socket.once("drain", () => socket.resume());
    }
  });
  socket.on("end", () => socket.end());
  socket.on("error", () => socket.destroy());
});

server.listen({ port: Number(process.argv[2]), host: "::", backlog: 4096 });
