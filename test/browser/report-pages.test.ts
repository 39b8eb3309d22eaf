import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { createTimeServer } from "../../src/server/index.ts";
import { runJam } from "../support/jam-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { seriousFaults } from "./support/audit.ts";
import { openAny, startBrowser, takePicture } from "./support/opened-page.ts";
import { textOf } from "./support/words.ts";

/** How much of each drawing is ink, 0 to 1: an empty plot has no more than its frame. */
function inkOfPlots(page: Page): Promise<number[]> {
  return page.locator("canvas").evaluateAll((canvases) =>
    canvases.map((element) => {
      const canvas = element as unknown as {
        readonly width: number;
        readonly height: number;
        getContext(kind: "2d"): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
      };
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let inked = 0;
      for (let alpha = 3; alpha < data.length; alpha += 4) if ((data[alpha] as number) > 0) inked++;
      return inked / (data.length / 4);
    }),
  );
}

describe("pages that jam writes, opened as files without a network", needsProgram("chromium"), () => {
  let browser: Browser;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "jam-pages-"));
    browser = await startBrowser();
  });

  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What must be so of any page. */
  async function look(file: string, scheme: "light" | "dark", seen: (page: Page) => Promise<void>) {
    const url = pathToFileURL(file).href;
    await using opened = await openAny(browser, url, { colorScheme: scheme, offline: true });
    const { page, troubles } = opened;
    await seen(page);
    assert.deepEqual(await seriousFaults(page), []);
    assert.deepEqual(troubles, []);
  }

  it("of jam bench: latency curves and throughput bars are drawn, light and dark, on a phone too", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    const file = join(folder, "bench.html");
    const targets = [`one=127.0.0.1:${port}`, `<b>two=127.0.0.1:${port}`];
    const how = ["--duration", "300ms", "--warmup", "50ms", "--connections", "3", "--html", file];
    const { code, stderr } = await runJam(["bench", ...targets, ...how]);
    assert.equal(code, 0, stderr);
    for (const scheme of ["light", "dark"] as const) {
      await look(file, scheme, async (page) => {
        const ink = await inkOfPlots(page);
        assert.ok(ink.length >= 2, `${ink.length} plots`);
        for (const share of ink) assert.ok(share > 0.005, `a plot with ${share} of ink`);
        assert.match(await textOf(page, "pre"), /<b>two/);
        await takePicture(page, `bench-${scheme}`);
        await page.setViewportSize({ width: 390, height: 800 });
        const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.ok((tooWide as number) <= 0, `${tooWide} pixels wider than a phone`);
      });
    }
  });

  it("of jam check: the report to hand back, in both languages", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    for (const [language, scheme] of [
      ["en", "light"],
      ["id", "dark"],
    ] as const) {
      const file = join(folder, `check-${language}.html`);
      const how = ["--only", "R4/format", "--only", "R6/exact-text", "--lang", language, "--html", file];
      const { code, stderr, stdout } = await runJam(["check", `127.0.0.1:${port}`, ...how]);
      assert.equal(code, 0, stderr + stdout);
      await look(file, scheme, async (page) => {
        assert.equal(await page.locator("html").getAttribute("lang"), language);
        assert.match(await textOf(page, "body"), /R4\/format/);
        await takePicture(page, `check-${language}`);
      });
    }
  });
});
