/**
 * One install at a time: `npm start` and `npm test` in two terminals of a fresh clone must not both rebuild
 * node_modules. The lock is a file beside node_modules, since the install removes that folder.
 */
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

const HEARTBEAT_MILLISECONDS = 2_000;

/** An owner that has not touched its lock for so long is gone, or its machine was. */
const STALE_MILLISECONDS = 30_000;

/**
 * Runs `work` while no other process does.
 *
 * @template T
 * @param {string} path of the lock
 * @param {(owner: string) => void} onWait called once when somebody else has the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, onWait, work) {
  let told = false;
  while (!tryLock(path)) {
    if (isStale(path)) {
      takeAway(path);
      continue;
    }
    if (!told) onWait(ownerOf(path)?.pid ?? "unknown");
    told = true;
    await delay(150);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function tryLock(path) {
  // Written aside and linked, so that nobody ever reads a lock that is still empty.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: String(process.pid), host: hostname() }));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} path */
function isStale(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (Date.now() - stat.mtimeMs > STALE_MILLISECONDS) return true;
  const owner = ownerOf(path);
  // A process number means something only on the machine (or in the container) it was given.
  return owner !== undefined && owner.host === hostname() && !isAlive(Number(owner.pid));
}

/** Two may find the same stale lock: only one rename succeeds, and the other starts over. @param {string} path */
function takeAway(path) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    // What was moved may be a new owner's lock that replaced the stale one just before: give it back.
    if (!isStale(aside)) linkSync(aside, path);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "ENOENT" && code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path @returns {{ pid: string, host: string } | undefined} */
function ownerOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed the lock by hand; the work goes on without it.
  }
}
