/**
 * Makes this process into another program, as exec does: the same standard streams, signals and exit code.
 */
import { spawn } from "node:child_process";

/** Signals that ask a program for something, and that would otherwise end only the launcher. */
const FORWARDED = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"]);

/**
 * Never returns while the program runs; then this process has ended with it.
 *
 * Where Node.js has `process.execve` the program takes this process over and keeps its id. Elsewhere it is
 * a child, and a launcher killed with SIGKILL cannot take it along: then end the child by its own id.
 *
 * @param {string} file
 * @param {readonly string[]} args
 */
export function replaceProcess(file, args) {
  const sockets = receivedSockets();
  if (sockets > 0) {
    runAsChild(file, args, sockets);
    return;
  }
  if (process.platform !== "win32" && typeof process.execve === "function") {
    try {
      // The warning that it is experimental is printed a tick later, when this program is gone.
      process.execve(file, [file, ...args], process.env);
    } catch {
      // A kernel that refuses (seccomp, for example) may still allow a child.
    }
  }
  runAsChild(file, args);
}

/**
 * How many sockets a service manager gave this process, after its standard streams (sd_listen_fds(3)). Node.js closes
 * them when the program is replaced, but not for a child.
 */
function receivedSockets() {
  const { LISTEN_PID, LISTEN_FDS = "" } = process.env;
  return LISTEN_PID === String(process.pid) && /^\d{1,3}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : 0;
}

/** @param {string} file @param {readonly string[]} args @param {number} [sockets] */
function runAsChild(file, args, sockets = 0) {
  /** @type {(number | "inherit")[]} */
  const stdio = ["inherit", "inherit", "inherit"];
  for (let socket = 0; socket < sockets; socket++) stdio.push(stdio.length);
  // The variables that tell of the sockets name this process; the child sees by this one that they are for it.
  const env = sockets > 0 ? { ...process.env, JAM_LAUNCHER_PID: String(process.pid) } : process.env;
  const child = spawn(file, args, { stdio, env });
  /** @param {NodeJS.Signals} signal */
  function forward(signal) {
    // A Windows console tells the child itself, and kill() would end it without a goodbye.
    if (process.platform !== "win32") child.kill(signal);
  }
  // On a terminal Ctrl-C reaches the child twice, from the terminal and from here, a moment apart;
  // the server takes that for one. Waiting to see which of the two it was would delay `kill`.
  for (const signal of FORWARDED) process.on(signal, forward);

  child.on("error", (error) => {
    process.stderr.write(`jam: Cannot run "${file}": ${error.message}.\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    for (const name of FORWARDED) process.off(name, forward);
    // The parent shall see the end the child had: a shell tells 130 from "killed by SIGINT".
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}
