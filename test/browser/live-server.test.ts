import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";
import { openPage, startBrowser, takePicture } from "./support/opened-page.ts";
import { textIs, textOf } from "./support/words.ts";

describe("the dashboard of jam serve in a browser", needsProgram("chromium"), () => {
  let browser: Browser;

  before(async () => {
    browser = await startBrowser();
  });

  after(async () => {
    await browser?.close();
  });

  it("shows real connections as they open, ask and close", async () => {
    await using server = await ServerProcess.start({ engine: "bun", threads: 2, args: ["--http-port", "0"] });
    await using opened = await openPage(browser, await dashboardOf(server));
    const { page, troubles } = opened;
    await textIs(page, "#tile-open", "0");
    assert.equal(await textOf(page, "#fact-zone"), "UTC");
    const label = await textOf(page, "#clock");
    const away = Math.abs(Date.parse(`1970-01-01T${label}Z`) - (Date.now() % 86_400_000));
    assert.ok(Math.min(away, 86_400_000 - away) < 5000, `the clock shows ${label}`);

    const clients = await Promise.all(
      Array.from({ length: 5 }, () => RawClient.connect({ port: server.port })),
    );
    for (const client of clients) await client.send("TIME\r\n");
    await clients[0]?.send("<script>alert(1)</script>\r\n");
    await textIs(page, "#tile-open", "5");
    await until(
      async () => /connections opened 5, requests marked [56],/.test(await textOf(page, "#lanes-summary")),
      "five bars",
    );
    await until(async () => (await page.locator("#connections tbody tr").count()) === 5, "five rows");
    await until(
      async () => (await textOf(page, "#log")).includes("<script>alert(1)</script> → Invalid command"),
      "the invalid line in the log",
    );
    assert.match(await textOf(page, "#log"), /TIME → JAM \d\d:\d\d:\d\d/);
    await takePicture(page, "five-clients");

    for (const client of clients.slice(0, 3)) await client.send("QUIT\r\n");
    await textIs(page, "#tile-open", "2");
    await until(async () => (await page.locator("#connections tbody tr").count()) === 2, "two rows");
    await until(
      async () => /connections ended 3; open together at most 5\./.test(await textOf(page, "#lanes-summary")),
      "three bars to end",
    );
    for (const client of clients) client[Symbol.dispose]();
    assert.deepEqual(troubles, []);
  });

  it("lets one try the protocol", async () => {
    await using server = await ServerProcess.start({ engine: "bun", threads: 1, args: ["--http-port", "0"] });
    await using opened = await openPage(browser, await dashboardOf(server));
    const { page, troubles } = opened;
    for (const [line, answer] of [
      ["TIME", /answer: JAM \d\d:\d\d:\d\d␍␊ \([\d.]+ (µs|ms)\)$/],
      ["HELLO", /answer: Invalid command␍␊ \(/],
      ["QUIT", /closed without an answer \(/],
    ] as const) {
      await page.getByLabel("Line to send").fill(line);
      await page.getByRole("button", { name: "Send" }).click();
      await until(
        async () => answer.test(await textOf(page, "#try-dialogue")),
        `the answer to ${line}, not: ${await textOf(page, "#try-dialogue")}`,
      );
    }
    assert.deepEqual(troubles, []);
  });

  it("shows that an iterative server lets clients wait, and shows the server that comes after", async () => {
    const options = { engine: "bun", threads: 1, model: "iterative" } as const;
    const first = await ServerProcess.start({ ...options, args: ["--http-port", "0"] });
    const url = await dashboardOf(first);
    await using opened = await openPage(browser, url);
    const { page } = opened;
    const clients = await Promise.all(
      Array.from({ length: 3 }, () => RawClient.connect({ port: first.port })),
    );
    for (const client of clients) await client.send("TIME\r\n");
    await until(
      async () => /one client at a time, 2 wait for their turn/.test(await textOf(page, "#lanes-note")),
      "two that wait",
    );
    await takePicture(page, "iterative");
    for (const client of clients) client[Symbol.dispose]();
    await first.stop();
    await page.waitForSelector("body[data-feed=stale]");

    const httpPort = new URL(url).port;
    await using _second = await ServerProcess.start({
      engine: "node",
      threads: 2,
      args: ["--http-port", httpPort],
    });
    await page.waitForSelector("body[data-feed=live]");
    assert.match(await textOf(page, "#fact-engine"), /^node /);
    await textIs(page, "#fact-model", "event loop");
    await until(
      async () => (await page.locator("#threads tbody tr").count()) === 2,
      "a lane for each thread",
    );
  });
});

/** Where a server's dashboard is. */
async function dashboardOf(server: ServerProcess): Promise<string> {
  return String((await server.event("http-listening")).url);
}
