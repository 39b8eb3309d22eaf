import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { startWeb, type WebServer } from "../../src/web/index.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";
import { seriousFaults, tabTo } from "./support/audit.ts";
import { openPage, startBrowser, takePicture } from "./support/opened-page.ts";
import { busyLives, manyRows, StagedView, tenMinutes } from "./support/staged-view.ts";
import { textIs, textOf } from "./support/words.ts";

const PEER = { connection: 7, thread: 1, address: "192.0.2.7", port: 40_007 };
const ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>";

describe("the dashboard in a browser, rare states staged", needsProgram("chromium"), () => {
  let browser: Browser;
  let view: StagedView;
  let web: WebServer;

  before(async () => {
    browser = await startBrowser();
    view = new StagedView();
    view.rows = manyRows(15_000);
    view.points = tenMinutes();
    view.marks = busyLives(2);
    view.sampled = true;
    view.tell(
      { ...PEER, type: "connection-opened", time: Date.now(), open: 15_000 },
      {
        ...PEER,
        type: "request",
        time: Date.now(),
        request: "invalid",
        text: ATTACK,
        reply: "Invalid command",
      },
      { type: "thread-died", time: Date.now(), thread: 2, cause: "stack", lost: 4, restartMilliseconds: 50 },
    );
    web = await startWeb({ view, port: 0 });
  });

  after(async () => {
    await browser?.close();
    await web?.close();
  });

  it("shows what is true now, and what was in the last ten minutes", async () => {
    await using opened = await openPage(browser, web.url);
    const { page, troubles } = opened;
    assert.equal(await textOf(page, "#tile-open"), "15,000");
    assert.equal(await textOf(page, "#tile-latency"), "12 µs / 80 µs");
    assert.equal(await textOf(page, "#tile-refused"), "15");
    assert.match(await textOf(page, "#tiles"), /too often 3, not allowed 12/);
    assert.equal(await textOf(page, "#fact-engine"), "bun 1.4.5");
    assert.equal(await textOf(page, "#fact-uptime"), "1 h 2 min");
    assert.equal(await page.locator("#charts canvas").count(), 4);
    const label = await page.locator("#charts .plot").first().getAttribute("aria-label");
    assert.match(label ?? "", /^Connections, last 10 minutes: open 20 to 100$/);
    await until(
      async () => /[\d.]+ %/.test(await textOf(page, "#threads tbody")),
      "processor time of threads",
    );
    assert.deepEqual(troubles, []);
  });

  it("shows the server's time of now, not the browser's", async () => {
    const shift = 3_600_000 * 5;
    view.facts = { label: new Date(Date.now() + shift).toISOString().slice(11, 19), zone: "Etc/GMT-5" };
    try {
      await using opened = await openPage(browser, web.url);
      const shown = await textOf(opened.page, "#clock");
      const seconds = secondsOf(shown) - (((Date.now() + shift) / 1000) % 86_400);
      assert.ok(Math.abs(seconds) < 5, `${shown} is ${seconds} s away`);
      const advanced = await until(async () => {
        const next = await textOf(opened.page, "#clock");
        return next === shown ? null : next;
      }, "the clock to go on");
      assert.match(advanced, /^\d\d:\d\d:\d\d$/);
    } finally {
      view.facts = {};
    }
  });

  it("draws bars in lanes, says that they are sampled, and says it in words too", async () => {
    await using opened = await openPage(browser, web.url);
    const { page } = opened;
    assert.match(await textOf(page, "#lanes-note"), /only some connections are shown/);
    assert.match(await textOf(page, "#lanes-summary"), /^Last 30 seconds: connections opened [\d,]+, /);
    await until(async () => (await inkedPixels(page)) > 500, "bars on the canvas");
    assert.deepEqual(await page.locator("#threads tbody th").allTextContents(), ["Thread 1", "Thread 2"]);
  });

  it("samples the open connections of a server that only counts", async () => {
    const busy = new StagedView();
    busy.sampled = true;
    await using own = await startWeb({ view: busy, port: 0 });
    await using opened = await openPage(browser, own.url);
    const { page } = opened;
    assert.match(await textOf(page, "#lanes-summary"), /connections opened 0,/);
    busy.rows = manyRows(40);
    await until(
      async () => /connections opened 40, .*together at most 40\./.test(await textOf(page, "#lanes-summary")),
      "bars of connections that nobody told of",
    );
    busy.rows = [];
    await until(
      async () => /connections ended 40;/.test(await textOf(page, "#lanes-summary")),
      "their bars to end",
    );
  });

  it("works behind a token, which leaves the address bar", async () => {
    const token = "a-token-of-a-test-of-the-page";
    await using own = await startWeb({ view: new StagedView(), port: 0, token });
    await using opened = await openPage(browser, `${own.url}?token=${token}`);
    assert.equal(opened.page.url(), own.url);
    await textIs(opened.page, "#connections-note", "No open connection.");
    assert.deepEqual(opened.troubles, []);
  });

  it("sorts, filters and pages 15,000 connections on the server", async () => {
    await using opened = await openPage(browser, web.url);
    const { page } = opened;
    await page.waitForSelector("#connections tbody tr");
    assert.equal(await page.locator("#connections tbody tr").count(), 25);
    assert.equal(await textOf(page, "#connections-range"), "1 to 25 of 15,000");

    await page.getByRole("button", { name: "Requests" }).click();
    await page.getByRole("button", { name: "Requests" }).click();
    await textIs(page, "#connections tbody tr:first-child td:nth-child(5)", "999");
    const head = page.locator("#connections thead th", { hasText: "Requests" });
    assert.equal(await head.getAttribute("aria-sort"), "descending");

    await page.getByRole("button", { name: "Next" }).click();
    await textIs(page, "#connections-range", "26 to 50 of 15,000");
    await page.getByLabel("Address contains").fill("10.0.3.");
    await textIs(page, "#connections-range", "1 to 25 of 256");
    await page.getByLabel("Rows").selectOption("200");
    await textIs(page, "#connections-range", "1 to 200 of 256");
    await page.getByLabel("Address contains").fill("nowhere");
    await textIs(page, "#connections-note", "No open connection's address contains “nowhere”.");
    const last = view.queries.findLast(({ filter }) => filter === "10.0.3.");
    assert.equal(last?.sort, "requests");
    assert.equal(last?.order, "descending");
  });

  it("says that rows far behind are not listed, and goes back", async () => {
    const long = new StagedView();
    long.rows = manyRows(60);
    long.listed = 25;
    await using own = await startWeb({ view: long, port: 0 });
    await using opened = await openPage(browser, own.url);
    const { page } = opened;
    await textIs(page, "#connections-range", "1 to 25 of 60");
    await page.getByRole("button", { name: "Next" }).click();
    await until(
      async () => /lists no more rows of this order/.test(await textOf(page, "#connections-note")),
      "the reason why there are no rows",
    );
    assert.equal(await page.locator("#connections-next").isDisabled(), true);
    assert.equal(await page.locator("#connections-previous:focus").count(), 1, "the focus is not lost");
    await page.getByRole("button", { name: "Previous" }).click();
    await textIs(page, "#connections-range", "1 to 25 of 60");
  });

  it("shows what a client sent as text, and is not harmed", async () => {
    await using opened = await openPage(browser, web.url);
    const { page, troubles } = opened;
    await page.waitForSelector("#log p");
    assert.ok((await textOf(page, "#log")).includes(ATTACK));
    view.tell({ ...PEER, type: "connection-failed", time: Date.now(), cause: ATTACK });
    await page.waitForSelector("#log p.level-error");
    await page.getByLabel("Contains", { exact: true }).fill("<script>");
    assert.equal(await page.locator("#log p").count(), 2);
    assert.equal(await page.locator("main script, main img").count(), 0);
    assert.deepEqual(troubles, []);
  });

  it("filters the log, and holds it while it is paused", async () => {
    await using opened = await openPage(browser, web.url);
    const { page } = opened;
    await page.waitForSelector("#log p");
    await page.getByLabel("From level").selectOption("warn");
    assert.match(await textOf(page, "#log p:first-child"), /warn Thread 2 died: stack/);
    await page.getByRole("button", { name: "Pause" }).click();
    view.tell({ type: "log-dropped", time: Date.now(), events: 98_765 });
    await until(async () => /1 new lines wait/.test(await textOf(page, "#log-note")), "the line to wait");
    assert.doesNotMatch(await textOf(page, "#log"), /98765/);
    await page.getByRole("button", { name: "Go on" }).click();
    assert.match(await textOf(page, "#log"), /Events not logged: 98765/);
  });

  it("speaks Indonesian, wears the dark theme, and remembers both", async () => {
    await using opened = await openPage(browser, web.url);
    const { page } = opened;
    const light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    await page.getByLabel("Language").selectOption("id");
    await page.getByLabel("Tema").selectOption("dark");
    await page.reload();
    await page.waitForSelector("body[data-feed=live]");
    assert.equal(await page.getAttribute("html", "lang"), "id");
    assert.equal(await textOf(page, "#tiles-title"), "Sekarang");
    assert.equal(await textOf(page, "#tile-open"), "15.000");
    assert.match(await textOf(page, "#log"), /Thread 2 mati: stack; 4 koneksi hilang/);
    assert.notEqual(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor"), light);
    assert.equal(await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), false);
    await takePicture(page, "indonesian-dark");
  });

  it("is used by keyboard alone", async () => {
    await using opened = await openPage(browser, web.url);
    const { page } = opened;
    await page.waitForSelector("#connections tbody tr");
    await page.keyboard.press("Tab");
    assert.equal(await textOf(page, ".skip:focus"), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("main:focus").count(), 1);
    await tabTo(page, "#connections-next");
    await page.keyboard.press("Space");
    await textIs(page, "#connections-range", "26 to 50 of 15,000");
    await tabTo(page, "th:nth-child(2) button");
    assert.notEqual(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "none");
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("#connections th:nth-child(2)", "aria-sort"), "ascending");
    assert.equal(await page.getAttribute("#connections th:nth-child(1)", "aria-sort"), "none");
    await tabTo(page, "#log-pause");
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("#log-pause", "aria-pressed"), "true");
    await tabTo(page, "#log");
  });

  const dresses = [
    { name: "light", options: { viewport: { width: 1280, height: 900 } } },
    { name: "dark", options: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" } },
    { name: "phone", options: { viewport: { width: 390, height: 844 }, locale: "id-ID" } },
    { name: "projector", options: { viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" } },
  ] as const;
  for (const { name, options } of dresses) {
    it(`has no serious fault of accessibility: ${name}`, async () => {
      await using opened = await openPage(browser, web.url, options);
      const { page, troubles } = opened;
      await page.waitForSelector("#connections tbody tr");
      assert.deepEqual(await seriousFaults(page), []);
      const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.equal(await page.evaluate(overflow), 0, "nothing is wider than the screen");
      assert.deepEqual(troubles, []);
      await takePicture(page, name);
    });
  }
});

/** How many points of the lanes' canvas are painted. */
async function inkedPixels(page: Page): Promise<number> {
  const count = `(() => {
    const canvas = document.getElementById("lanes-canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 0) inked++;
    return inked;
  })()`;
  return Number(await page.evaluate(count));
}

function secondsOf(label: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = label.split(":").map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}
