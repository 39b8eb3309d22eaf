/**
 * Makes docs/dashboard.png: the dashboard of a real server with real clients on this machine, after some minutes.
 *
 *     node tools/dashboard-picture.ts [seconds]     default 600, so that the charts are full
 */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openPage, startBrowser } from "../test/browser/support/opened-page.ts";
import { ServerProcess } from "../test/support/server-process.ts";

const PICTURE = fileURLToPath(new URL("../docs/dashboard.png", import.meta.url));
/** Clients at the same time: at least these, and up to these more. */
const LEAST = 4;
const MORE = 10;
/** How long it takes from few clients to many and back, in milliseconds. */
const WAVE = 240_000;

const seconds = Number(process.argv[2] ?? 600);
if (!(seconds >= 5)) {
  console.error(`"${process.argv[2]}" is not a time: give 5 seconds or more.`);
  process.exit(2);
}
const end = performance.now() + seconds * 1000;
await using server = await ServerProcess.start({ engine: "bun", threads: 2, args: ["--http-port", "0"] });
const clients = Array.from({ length: LEAST + MORE }, (_, index) => beClients(index));
await delay(Math.max(0, end - performance.now() - 5000));
const browser = await startBrowser();
try {
  const { url } = await server.event("http-listening");
  await using opened = await openPage(browser, String(url), {
    viewport: { width: 1280, height: 1316 },
    colorScheme: "light",
  });
  await delay(Math.max(2500, end - performance.now()));
  // Down to the first charts, however high the lanes are.
  const chart = await opened.page.locator("#charts figure").first().boundingBox();
  const height = chart === null ? 1316 : Math.ceil(chart.y + chart.height + 8);
  await opened.page.screenshot({
    path: PICTURE,
    fullPage: true,
    clip: { x: 0, y: 0, width: 1280, height },
  });
} finally {
  await browser.close();
}
await Promise.all(clients);
console.log(`${PICTURE} shows ${seconds} s of a server with ${LEAST} to ${LEAST + MORE} clients.`);

/** One client after another until the end; those with a higher index come only at the top of the wave. */
async function beClients(index: number): Promise<void> {
  while (performance.now() < end) {
    const wave = (1 - Math.cos((2 * Math.PI * performance.now()) / WAVE)) / 2;
    if (index < LEAST + MORE * wave) await beClient();
    await delay(200 + 1500 * Math.random());
  }
}

async function beClient(): Promise<void> {
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  await once(socket, "connect");
  socket.resume();
  const leaves = performance.now() + 1500 + 9000 * Math.random();
  while (performance.now() < Math.min(leaves, end)) {
    socket.write(Math.random() < 0.03 ? "time\r\n" : "TIME\r\n");
    await delay(250 + 1200 * Math.random());
  }
  socket.end("QUIT\r\n");
  await once(socket, "close");
}
