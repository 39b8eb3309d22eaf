import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { startWeb } from "../../src/web/index.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";
import { openPage, startBrowser, takePicture } from "./support/opened-page.ts";
import { manyRows, StagedView } from "./support/staged-view.ts";
import { textIs, textOf } from "./support/words.ts";

describe("the dashboard when its server is away", needsProgram("chromium"), () => {
  let browser: Browser;

  before(async () => {
    browser = await startBrowser();
  });

  after(async () => {
    await browser?.close();
  });

  it("says so, lets the clock stand still, and comes back by itself", async () => {
    const view = new StagedView();
    const first = await startWeb({ view, port: 0 });
    await using opened = await openPage(browser, first.url);
    const { page } = opened;
    await first.close();
    await page.waitForSelector("body[data-feed=stale]");
    assert.match(
      await textOf(page, "#feed-text"),
      /^Not live: nothing new since \d\d:\d\d:\d\d\. The server does not/,
    );
    const stood = await textOf(page, "#clock");
    const stoodAt = Date.now();
    await page.getByRole("button", { name: "Send" }).click();
    await until(
      async () => /Not sent: the server does not answer/.test(await textOf(page, "#try-dialogue")),
      "the form to say that nothing was sent",
    );
    await takePicture(page, "stale");
    await until(() => Date.now() > stoodAt + 1100, "a second to pass");
    assert.equal(await textOf(page, "#clock"), stood);

    view.rows = manyRows(3);
    await using _second = await startWeb({ view, port: first.port });
    await page.waitForSelector("body[data-feed=live]");
    await textIs(page, "#feed-text", "Live");
    await textIs(page, "#tile-open", "3");
    await textIs(page, "#connections-range", "1 to 3 of 3");
  });

  it("notices a server that keeps the connection and says nothing", async () => {
    await using web = await startWeb({
      view: new StagedView(),
      port: 0,
      limits: { streamInterval: 3_600_000 },
    });
    await using opened = await openPage(browser, web.url);
    await opened.page.waitForSelector("body[data-feed=stale]");
    assert.match(await textOf(opened.page, "#feed-text"), /The server is silent\. Trying again by itself\.$/);
  });

  it("says that as many pages are open as there may be", async () => {
    await using web = await startWeb({ view: new StagedView(), port: 0, limits: { readers: 1 } });
    await using _first = await openPage(browser, web.url);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(web.url);
      await until(
        async () => /As many pages are open as the server may have/.test(await textOf(page, "#feed-text")),
        "the second page to be told why",
      );
    } finally {
      await context.close();
    }
  });

  it("shows a new server that took the place, without the bars and numbers of the old one", async () => {
    const view = new StagedView();
    view.rows = manyRows(2);
    view.tell({
      type: "thread-died",
      time: Date.now(),
      thread: 1,
      cause: "old",
      lost: 0,
      restartMilliseconds: 0,
    });
    const first = await startWeb({ view, port: 0 });
    await using opened = await openPage(browser, first.url);
    const { page } = opened;
    await page.waitForSelector("#log p");
    await first.close();
    const next = new StagedView();
    next.tell({
      type: "thread-died",
      time: Date.now(),
      thread: 1,
      cause: "new",
      lost: 0,
      restartMilliseconds: 0,
    });
    await using _second = await startWeb({ view: next, port: first.port });
    await until(async () => /new/.test(await textOf(page, "#log")), "the new server's log");
    assert.doesNotMatch(await textOf(page, "#log"), /old/);
    await textIs(page, "#connections-note", "No open connection.");
    assert.match(await textOf(page, "#lanes-summary"), /opened 0, .* at most 0\./);
  });
});
