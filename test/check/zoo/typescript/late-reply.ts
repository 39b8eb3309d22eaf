// Time server that looks the time up first. Whoever has ended by then gets none: allowHalfOpen is not set.
import { createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";

async function lookUpTime(): Promise<string> {
  await setTimeout(100);
  return new Date().toTimeString().slice(0, 8);
}

async function answer(socket: Socket, line: string): Promise<void> {
  if (line.split(" ")[0] === "TIME") {
    const time = await lookUpTime();
    if (socket.writable) socket.write(`JAM ${time}\r\n`);
  } else if (line.split(" ")[0] === "QUIT") {
    socket.end();
  } else if (line !== "") {
    socket.write("Invalid command\r\n");
  }
}

const server = createServer((socket) => {
  let rest = "";
  let queue = Promise.resolve();
  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) queue = queue.then(() => answer(socket, line.replace(/\r$/, "")));
  });
});

server.listen(Number(process.argv[2] ?? 45000), "0.0.0.0");
