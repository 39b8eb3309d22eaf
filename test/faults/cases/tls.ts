import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needsProgram } from "../../support/system-programs.ts";
import { testCertificates } from "../../support/test-certificates.ts";
import { inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** A deadline is coarse, and some hundred handshakes that stop are read one after another. */
const SLACK_MILLISECONDS = 2500;
/** A client of TLS 1.2 that asks for new handshakes is refused: the first handshake is the only one. */
const MOST_HANDSHAKES = 1;

/** Case 10: TLS that is broken, cut off, missing, in the wrong place, or of the wrong client. */
export const tls: Scenario = {
  name: "tls",
  title: "TLS: garbage, plain text, truncated handshakes, renegotiation, no or a wrong client certificate",
  numbers: {
    garbage: { short: 60, long: 2000 },
    silent: { short: 20, long: 200 },
    truncationStep: { short: 20, long: 1 },
    renegotiations: 30,
    handshakeMilliseconds: { short: 2000, long: 5000 },
  },
  async act(stage) {
    const folder = await mkdtemp(join(tmpdir(), "jamd-tls-"));
    try {
      const files = await writeCertificates(folder);
      const deadline = stage.number("handshakeMilliseconds");
      const identity = ["--tls-port", "0", "--tls-cert", files.serverCert, "--tls-key", files.serverKey];
      const args = [...identity, "--handshake-deadline", `${deadline}ms`];
      const server = await stage.server({ args });
      const strict = await stage.server({ args: [...args, "--tls-client-ca", files.ca] });
      const descriptors = server.descriptors;
      await stage.underAttack(server.port, async () => {
        const attacker = stage.attacker("tls", {
          ...{ port: server.port, tlsPort: await server.tlsPort(), clientTlsPort: await strict.tlsPort() },
          ...{ ...files, seed: stage.seed, garbage: stage.number("garbage"), silent: stage.number("silent") },
          truncationStep: stage.number("truncationStep"),
          renegotiations: needsProgram("openssl").skip === undefined ? stage.number("renegotiations") : 0,
        });
        const { connections, wrong, wrongs, silent, handshakes } = await attacker.report("attacked", 300_000);
        stage.tell(`${connections} connections`);
        for (const each of wrong as string[]) stage.check(false, each);
        stage.check(wrongs === 0, `${wrongs} connections were wrong`);
        const [first, last] = silent as [number, number];
        stage.tell(`handshakes that stop ended after ${inTime(first)} to ${inTime(last)}`);
        stage.check(last <= deadline + SLACK_MILLISECONDS, `one ended ${last} ms after its last octet`);
        stage.check(first >= deadline, `one ended after ${first} ms, before the deadline`);
        stage.tell(
          `${handshakes} handshakes for ${stage.number("renegotiations")} asked for in one connection`,
        );
        stage.check(Number(handshakes) <= MOST_HANDSHAKES, `${handshakes} handshakes in one connection`);
      });
      const left = await server.settledDescriptors(descriptors + 4);
      stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
      await stage.stopServer(server);
      await stage.stopServer(strict);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** Files of the test authority. @returns their paths. */
async function writeCertificates(folder: string) {
  const made = await testCertificates();
  const contents = {
    ca: made.authority.certificate,
    serverCert: made.server.certificate,
    serverKey: made.server.key,
    clientCert: made.client.certificate,
    clientKey: made.client.key,
    otherCert: made.otherClient.certificate,
    otherKey: made.otherClient.key,
    expiredCert: made.expired.certificate,
    expiredKey: made.expired.key,
  };
  const paths = { ...contents };
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, `${name}.pem`);
    await writeFile(path, content, { mode: 0o600 });
    paths[name as keyof typeof contents] = path;
  }
  return paths;
}
