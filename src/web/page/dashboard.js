/**
 * The dashboard: what the feed tells goes to each part of the page.
 *
 * @import { Beginning, FeedState, Tick, Why } from "./feed.js"
 * @import { ConnectionPage, HistoryPoint, Snapshot } from "../../observability/snapshot.ts"
 */
import { count, timeOfDayIn } from "./amounts.js";
import { Charts } from "./charts.js";
import { ConnectionsTable } from "./connections-table.js";
import { element, setText } from "./elements.js";
import { Facts } from "./facts.js";
import { Feed, read } from "./feed.js";
import { LanesView } from "./lanes-view.js";
import { Lives } from "./lives.js";
import { LogView } from "./log-view.js";
import { ServerClock } from "./server-clock.js";
import { speak, text, usualLanguage, whenLanguageChanges } from "./texts.js";
import { startTheme } from "./theme.js";
import { ThreadsTable } from "./threads-table.js";
import { startTryForm } from "./try-form.js";

/** At most this many open connections are looked at when not each of them is told. */
const SAMPLE = 200;

const clock = new ServerClock();
const clockPlace = element("clock", HTMLElement);
const lives = new Lives();
/** @type {FeedState} */
let feedState = { state: "connecting" };
/** @type {{ snapshot: Snapshot, sampled: boolean } | null} */
let latest = null;
/** While it is not live, the time stands still: nobody knows what the server's clock shows. @type {number | null} */
let stoppedAt = null;
let sampling = false;

startTheme();
const facts = new Facts();
const charts = new Charts();
const lanes = new LanesView(lives, serverTime);
const threads = new ThreadsTable(lives);
const connections = new ConnectionsTable(serverTime);
const log = new LogView();
startTryForm();
startLanguage();
whenLanguageChanges(() => {
  showFeedState();
  if (latest !== null) showLanes(latest.snapshot, latest.sampled);
});
requestAnimationFrame(tickClock);
new Feed({ began, told, changed }).start();

/** @param {Beginning} beginning */
function began({ snapshot, history, lives: life, connections: page, events }) {
  clock.set(snapshot, performance.now());
  lives.clear();
  lives.apply(life.marks);
  lives.seed(page.rows);
  charts.begin(history, snapshot.zone);
  log.begin(events, snapshot.zone);
  show(snapshot, history.at(-1), life.sampled);
  connections.start();
}

/** @param {Tick} tick */
function told({ snapshot, point, marks, sampled, events }) {
  clock.set(snapshot, performance.now());
  lives.apply(marks);
  if (point !== null) charts.add(point);
  log.add(events);
  show(snapshot, point ?? undefined, sampled);
  if (sampled || lives.open > snapshot.connections.open) void takeSample(snapshot.time);
}

/**
 * @param {Snapshot} snapshot
 * @param {HistoryPoint | undefined} point
 * @param {boolean} sampled
 */
function show(snapshot, point, sampled) {
  latest = { snapshot, sampled };
  document.title = `${snapshot.label} · jamd`;
  facts.show(snapshot, point);
  showLanes(snapshot, sampled);
}

/**
 * @param {Snapshot} snapshot
 * @param {boolean} sampled
 */
function showLanes(snapshot, sampled) {
  lanes.threads = snapshot.threads.map(({ thread }) => thread);
  lanes.draw();
  threads.show(snapshot);
  const { opened, asked, closed, together } = lives.summary(snapshot.time);
  const told = {
    opened: count(opened),
    asked: count(asked),
    closed: count(closed),
    together: count(together),
  };
  setText(element("lanes-summary", HTMLElement), text("lanes.summary", told));
  const waiting = count(Math.max(0, snapshot.connections.held - snapshot.connections.open));
  const notes = [
    snapshot.model === "iterative" ? text("lanes.iterative", { waiting }) : "",
    sampled ? text("lanes.sampled") : "",
  ].filter((note) => note !== "");
  const place = element("lanes-note", HTMLElement);
  place.hidden = notes.length === 0;
  setText(place, notes.join(" "));
}

/**
 * When much happens the server only counts: then the table of connections tells which are open.
 *
 * @param {number} asOf the server's time
 */
async function takeSample(asOf) {
  if (sampling || document.hidden) return;
  sampling = true;
  try {
    const query = `sort=connection&order=descending&filter=&offset=0&limit=${SAMPLE}`;
    const page = /** @type {ConnectionPage} */ (await read(`/api/connections?${query}`));
    lives.observe(page.rows, page.total, asOf);
  } catch {
    // The next message tells that it is to be done again.
  } finally {
    sampling = false;
  }
}

/** @param {FeedState} state */
function changed(state) {
  if (state.state === feedState.state && state.state !== "stale") return;
  feedState = state;
  if (state.state === "live") stoppedAt = null;
  else stoppedAt ??= performance.now();
  showFeedState();
}

function showFeedState() {
  document.body.dataset.feed = feedState.state;
  const place = element("feed-text", HTMLElement);
  if (feedState.state !== "stale") {
    setText(place, text(`feed.${feedState.state}`));
    return;
  }
  const time = latest === null ? "–" : timeOfDayIn(latest.snapshot.zone)(latest.snapshot.time);
  setText(place, text("feed.stale", { time, why: reasonOf(feedState.why) }));
}

/** @param {Why} why */
function reasonOf(why) {
  if (why.cause !== "status") return text(`feed.why.${why.cause}`);
  if (why.status === 401) return text("feed.why.token");
  if (why.status === 503) return text("feed.why.full");
  return text("feed.why.refused", { status: why.status });
}

/** The server's time in milliseconds since 1970; null while it is not known. */
function serverTime() {
  return clock.time(stoppedAt ?? performance.now());
}

function tickClock() {
  const label = clock.label(stoppedAt ?? performance.now());
  if (label !== null) {
    setText(clockPlace, label);
    clockPlace.classList.toggle("dated", clock.dated);
  }
  requestAnimationFrame(tickClock);
}

function startLanguage() {
  const choice = element("language", HTMLSelectElement);
  choice.value = usualLanguage();
  speak(choice.value === "id" ? "id" : "en");
  choice.addEventListener("change", () => speak(choice.value === "id" ? "id" : "en"));
}
