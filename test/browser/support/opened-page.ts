import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where pictures are put for a person to look at; git ignores it. */
const PICTURES = fileURLToPath(new URL("../../../screenshots/", import.meta.url));

/** Longer than anything on the page takes on a busy machine, in milliseconds. */
const PATIENCE = 15_000;

/** Starts Debian's chromium. It asks nobody but the page's own server for anything. */
export function startBrowser(): Promise<Browser> {
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  return chromium.launch({
    executablePath,
    // As root, in a container, its own sandbox cannot be made; the only pages it sees are ours.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

/** A page in a context of its own, and what went wrong on it. */
export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings on the console, exceptions, dialogs, and requests that went elsewhere. */
  readonly troubles: string[];
}

/** Opens the dashboard and waits until it is live. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const opened = await openAny(browser, url, options);
  await opened.page.waitForSelector("body[data-feed=live]");
  return opened;
}

/** Opens any page. */
export async function openAny(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Tokyo", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const asked = new URL(request.url());
    // Files have no origin: a page that is one may ask for itself alone.
    const isOwn = asked.protocol === "file:" ? asked.href === url : asked.origin === new URL(url).origin;
    if (!isOwn) troubles.push(`request: ${asked}`);
  });
  await page.goto(url);
  return { page, troubles, [Symbol.asyncDispose]: () => context.close() };
}

/** Puts a picture of the whole page into the ignored folder. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
