/**
 * A server whose threads can be killed: `kill N` on standard input kills thread N, `counters` prints the
 * counters, `close` or the end of standard input closes the server. Events are printed as `jam serve` prints them.
 *
 *     node test/support/serve-with-faults.ts '{"threads":2}'
 */
import { createInterface } from "node:readline";
import { jsonFormat } from "../../src/observability/index.ts";
import { createTimeServer, type TimeServerOptions } from "../../src/server/index.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as TimeServerOptions;
const server = createTimeServer({
  port: 0,
  zone: "UTC",
  ...options,
  onEvents: (events) => {
    for (const event of events) process.stdout.write(jsonFormat(event));
  },
});
await server.listen();

for await (const order of createInterface({ input: process.stdin })) {
  const [verb, thread] = order.split(" ");
  if (verb === "close") break;
  if (verb === "kill") await server.killThread(Number(thread));
  if (verb === "counters") {
    process.stdout.write(`${JSON.stringify({ event: "counters", ...server.counters })}\n`);
  }
}
await server.close();
process.exit(0);
