// Time server: node:readline cuts what comes into lines.
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const two = (n: number) => String(n).padStart(2, "0");

function clock(): string {
  const now = new Date();
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":");
}

createServer({ allowHalfOpen: true }, (socket) => {
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  socket.on("error", () => lines.close());
  lines.on("error", () => undefined);
  lines.on("line", (line) => {
    if (line === "TIME") socket.write(`JAM ${clock()}\r\n`);
    else if (line === "QUIT") lines.close();
    else socket.write("Invalid command\r\n");
  });
  lines.on("close", () => socket.end());
}).listen(Number(process.argv[2] ?? 45000), "0.0.0.0");
