import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findBun } from "../../bin/runtimes.js";
import { ending, run, saying, start } from "../launcher/launched.ts";
import { type Consumer, installPackage, link } from "./installed-package.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** What a user of the library would write: plain TypeScript that is JavaScript too, but for the annotations. */
const PROGRAM = `
import { createTimeServer, DEFAULT_PORT, JamError, TimeClient } from "jamd";
import { createTimeServer as fromServer } from "jamd/server";
import { TimeClient as fromClient } from "jamd/client";
import { parseReply } from "jamd/protocol";

const threads: number = Number(process.argv[2]);
const server = createTimeServer({ host: "127.0.0.1", port: 0, zone: "UTC", threads });
const { port } = await server.listen();
const client = await TimeClient.connect({ host: "127.0.0.1", port });
const label: string = (await client.time()).label;
await client.quit();
await server.close();
let refused: string = "no";
try {
  await TimeClient.connect({ host: "127.0.0.1", port });
} catch (error) {
  if (error instanceof JamError) refused = error.code;
}
console.log(JSON.stringify({
  runtime: process.versions.bun === undefined ? "node" : "bun",
  same: fromServer === createTimeServer && fromClient === TimeClient && typeof parseReply === "function",
  port: DEFAULT_PORT,
  label,
  refused,
}));
`;

describe("the packed package, installed", () => {
  let consumer: Consumer;
  before(() => {
    consumer = installPackage();
    writeFileSync(join(consumer.folder, "package.json"), '{ "type": "module", "private": true }');
    writeFileSync(join(consumer.folder, "program.ts"), PROGRAM);
    for (const name of ["@types/node", "undici-types"]) link(name, join(consumer.folder, "node_modules"));
  });
  after(() => consumer?.[Symbol.dispose]());

  test("holds what runs and what is read, and no source or tests", () => {
    for (const file of ["bin/jam.js", "dist/index.js", "dist/index.d.ts", "dist/cli/main.js", "LICENSE"]) {
      assert.ok(consumer.files.includes(file), `${file} is missing`);
    }
    assert.deepEqual(
      consumer.files.filter(
        (file) => !/^(bin|dist|docs)\/|^(package\.json|LICENSE|README(\.id)?\.md)$/.test(file),
      ),
      [],
    );
  });

  for (const runtime of ["node", "bun"] as const) {
    for (const threads of [1, 2]) {
      test(`serves and asks on ${runtime}, with threads: ${threads}`, async () => {
        const program = join(consumer.folder, "program.ts");
        const binary = runtime === "bun" ? (findBun() ?? "") : process.execPath;
        const { code, stdout, stderr } = await run(program, [String(threads)], { runtime: binary });
        assert.equal(code, 0, stderr);
        const { label, ...rest } = JSON.parse(stdout);
        assert.match(label, /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);
        assert.deepEqual(rest, { runtime, same: true, port: 45000, refused: "JAM_CONNECT_REFUSED" });
        assert.equal(stderr, "");
      });
    }
  }

  for (const moduleResolution of ["nodenext", "bundler"] as const) {
    test(`its types are found with moduleResolution ${moduleResolution}`, async () => {
      const options = {
        strict: true,
        noEmit: true,
        target: "es2023",
        lib: ["es2023", "esnext.disposable"],
        types: ["node"],
        module: moduleResolution === "nodenext" ? "nodenext" : "preserve",
        moduleResolution,
        skipLibCheck: false,
      };
      const config = join(consumer.folder, `tsconfig.${moduleResolution}.json`);
      writeFileSync(config, JSON.stringify({ compilerOptions: options, files: ["program.ts"] }));
      const { code, stdout } = await compile(config);
      assert.equal(code, 0, stdout);

      // That nothing is said must not come from nothing being found.
      writeFileSync(
        join(consumer.folder, "wrong.ts"),
        'import { createTimeServer } from "jamd";\ncreateTimeServer({ port: "x" });\n',
      );
      writeFileSync(config, JSON.stringify({ compilerOptions: options, files: ["wrong.ts"] }));
      const wrong = await compile(config);
      assert.match(
        wrong.stdout,
        /wrong\.ts\(2,\d+\): error TS2322: Type 'string' is not assignable to type 'number/,
      );
    });
  }

  for (const engine of ["bun", "node"] as const) {
    test(`jam serve --engine ${engine} runs, and jam time asks it`, async () => {
      const jam = join(consumer.folder, "node_modules/jamd/bin/jam.js");
      const options = ["--engine", engine, "--host", "127.0.0.1", "--port", "0", "--threads", "2"];
      const server = start(jam, ["serve", ...options, "--http-port", "0", "--log-format", "json"]);
      const end = ending(server);
      const [text, port] = await saying(server, /"port":\s*(\d+).*"http-listening".*?\n/s);
      const url = /"url":"([^"]+)"/.exec(text)?.[1] ?? "";
      for (const path of ["", "page/dashboard.js", "page/uplot.js", "metrics"]) {
        assert.equal((await fetch(url + path)).status, 200, path);
      }
      const asked = await run(jam, ["time", `127.0.0.1:${port}`, "--engine", engine]);
      assert.match(asked.stdout, /^JAM \d\d:\d\d:\d\d\n$/, asked.stderr);
      server.kill("SIGTERM");
      const { code, stderr } = await end;
      assert.deepEqual([code, stderr], [0, ""]);
    });
  }

  async function compile(config: string): Promise<{ code: number | null; stdout: string }> {
    const compiler = spawn(process.execPath, [
      join(project, "node_modules/typescript/bin/tsc"),
      "-p",
      config,
    ]);
    let stdout = "";
    compiler.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const [code] = await once(compiler, "close");
    return { code, stdout };
  }
});
