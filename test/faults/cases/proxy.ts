import { isIP } from "node:net";
import { inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

const TRUSTED = "127.78.0.1";
const UNTRUSTED = "127.77.0.1";
/** The server waits 5 s for a header; a deadline is coarse. */
const HEADER_SECONDS = 8;

/** Case 11: PROXY headers that are cut, lie about their length, or come from somebody who may not send them. */
export const proxy: Scenario = {
  name: "proxy",
  title: "PROXY headers: every truncation, wrong lengths, mutations, from an untrusted address",
  numbers: { mutations: { short: 500, long: 20_000 } },
  async act(stage) {
    const server = await stage.server({ args: ["--proxy-protocol-from", `${TRUSTED}/32,127.0.0.1/32`] });
    const descriptors = server.descriptors;
    await stage.underAttack(
      server.port,
      async () => {
        const attacker = stage.attacker("proxy", {
          ...{ port: server.port, seed: stage.seed, mutations: stage.number("mutations") },
          ...{ trusted: TRUSTED, untrusted: UNTRUSTED, headerSeconds: HEADER_SECONDS },
        });
        const { connections, wrong, wrongs, silent } = await attacker.report("proxied", 300_000);
        stage.tell(
          `${connections} connections, a header that does not come ended after ${inTime(Number(silent))}`,
        );
        for (const each of wrong as string[]) stage.check(false, each);
        stage.check(wrongs === 0, `${wrongs} connections were wrong`);
      },
      { preamble: "PROXY TCP4 192.0.2.200 198.51.100.1 50000 45000\r\n" },
    );
    for (const { address } of server.process.eventsOf("connection-opened")) {
      stage.check(isIP(String(address)) !== 0, `the log has the address ${JSON.stringify(address)}`);
    }
    const left = await server.settledDescriptors(descriptors + 4);
    stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
    await stage.stopServer(server);
  },
};
