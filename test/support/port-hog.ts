/**
 * Listens alone on a port and survives the signal of a takeover, so that it looks like a `jam serve` that does not
 * share its port. Prints the port.
 *
 *     node test/support/port-hog.ts serve
 */
import { createServer } from "node:net";
import { TAKEN_OVER_SIGNAL } from "../../src/server/index.ts";

process.on(TAKEN_OVER_SIGNAL, () => console.log("told to stop"));
const server = createServer().listen({ host: "127.0.0.1", port: 0 }, () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(address.port);
});
