import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { createTimeServer } from "../../src/server/index.ts";
import { startWeb } from "../../src/web/index.ts";
import { type AskOptions, ask, type HttpReply } from "./http-client.ts";
import { MadeView, madeSnapshot } from "./made-view.ts";

/** Sends a line as the page does. */
function tryLine(port: number, line: unknown, changes: AskOptions = {}): Promise<HttpReply> {
  const { headers, ...rest } = changes;
  return ask(port, "/api/try", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ line }),
    ...rest,
  });
}

function viewOf(port: number, host = "127.0.0.1"): MadeView {
  const view = new MadeView();
  view.current = madeSnapshot({ host, port });
  return view;
}

interface Told {
  readonly reply: string;
  readonly closed: boolean;
  readonly milliseconds: number;
}

describe("trying the protocol from the page", () => {
  test("a line is sent to the time port, and what came of it is told", async () => {
    await using server = createTimeServer({ port: 0, zone: "UTC" });
    const { host, port } = await server.listen();
    await using web = await startWeb({ view: viewOf(port, host), port: 0 });
    const tell = async (line: string): Promise<Told> =>
      JSON.parse((await tryLine(web.port, line)).body) as Told;
    const time = await tell("TIME");
    assert.match(time.reply, /^JAM \d\d:\d\d:\d\d\r\n$/);
    assert.equal(time.closed, false);
    assert.ok(time.milliseconds > 0 && time.milliseconds < 2000, `${time.milliseconds}`);
    const invalid = await tell("<script>alert(1)</script>");
    assert.deepEqual([invalid.reply, invalid.closed], ["Invalid command\r\n", false]);
    const quit = await tell("QUIT");
    assert.deepEqual([quit.reply, quit.closed], ["", true]);
    const empty = await tell("");
    assert.deepEqual([empty.reply, empty.closed], ["", false]);
    const longest = await tell("x".repeat(512));
    assert.equal(longest.reply, "Invalid command\r\n");
  });

  test("what is no line is refused before anything is connected", async () => {
    await using web = await startWeb({ view: viewOf(1), port: 0 });
    const wrong: AskOptions[] = [
      { body: "" },
      { body: "null" },
      { body: "[]" },
      { body: '{"line": 7}' },
      { body: '{"line": "TIME"' },
      { body: '{"line": "TIME\\r\\nTIME"}' },
      { body: '{"line": "\\u0000"}' },
      { body: JSON.stringify({ line: "x".repeat(513) }) },
      { body: JSON.stringify({ line: "é".repeat(257) }) },
      { body: `${" ".repeat(100_000)}{"line":"TIME"}` },
      // A form of another page can send these without asking.
      { headers: { "content-type": "text/plain" } },
      { headers: { "content-type": "application/x-www-form-urlencoded" } },
      { headers: { "content-type": "application/jsonp" } },
    ];
    for (const changes of wrong) {
      const { status, body } = await tryLine(web.port, "TIME", changes);
      assert.equal(status, 400, JSON.stringify(changes).slice(0, 80));
      assert.match(body, /JAM_HTTP_BAD_TRIAL/);
    }
  });

  test("another page's origin is refused, our own is not", async () => {
    await using web = await startWeb({ view: viewOf(1), port: 0 });
    const from = async (origin: string) =>
      (await tryLine(web.port, "TIME", { headers: { origin, host: `localhost:${web.port}` } })).status;
    for (const origin of ["http://evil.example", "null", "http://localhost:1", ""])
      assert.equal(await from(origin), 421);
    assert.equal(await from(`http://localhost:${web.port}`), 502);
  });

  test("a port that takes no connection is an error with its reason", async () => {
    await using web = await startWeb({ view: viewOf(1), port: 0 });
    const { status, body } = await tryLine(web.port, "TIME");
    assert.equal(status, 502);
    assert.match(body, /ECONNREFUSED/);
  });

  test("more than a person types is refused for a while", async () => {
    await using server = createTimeServer({ port: 0 });
    const { host, port } = await server.listen();
    await using web = await startWeb({ view: viewOf(port, host), port: 0 });
    const replies = await Promise.all(Array.from({ length: 30 }, () => tryLine(web.port, "TIME")));
    const refused = replies.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 10 && refused.length <= 20, `${refused.length} of 30 refused`);
    assert.equal(refused[0]?.headers["retry-after"], "1");
  });

  test("a server that floods, or sends no line end, is not read for long", async () => {
    const sockets = new Set<Socket>();
    const flooding = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.write("y".repeat(100_000));
    });
    await new Promise<void>((resolve) => flooding.listen(0, "127.0.0.1", resolve));
    const address = flooding.address();
    assert.ok(typeof address === "object" && address !== null);
    try {
      await using web = await startWeb({ view: viewOf(address.port), port: 0 });
      const { reply } = JSON.parse((await tryLine(web.port, "TIME")).body) as Told;
      assert.equal(reply, "y".repeat(1024));
    } finally {
      for (const socket of sockets) socket.destroy();
      flooding.close();
    }
  });
});
