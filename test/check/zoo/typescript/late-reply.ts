// Time server that looks the time up first. Whoever has ended by then gets none: allowHalfOpen is not set.
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

async function lookUpTime(): Promise<string> {
  await setTimeout(100);
  return new Date().toTimeString().slice(0, 8);
}

const server = createServer((socket) => {
  let rest = "";
  let turn = Promise.resolve();

  async function answer(requests: readonly string[]): Promise<void> {
    const time = await lookUpTime();
    for (const request of requests) {
      const [verb] = request.split(" ");
      if (!socket.writable) return;
      if (verb === "TIME") socket.write(`JAM ${time}\r\n`);
      else if (verb === "QUIT") socket.end();
      else if (request !== "") socket.write("Invalid command\r\n");
    }
  }

  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.on("data", (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    turn = turn.then(() => answer(lines));
  });
});

server.listen(Number(process.argv[2] ?? 45000), "0.0.0.0");
