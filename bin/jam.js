#!/usr/bin/env node
/**
 * The launcher of `jam`: picks the runtime, then becomes it. Starts on any Node.js from 20 on, and on Bun.
 */
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { replaceProcess } from "./replace-process.js";
import {
  findBun,
  findNodePackage,
  GIVES_CONNECTIONS,
  isRecentNode,
  OLDEST_NODE,
  runningNode,
  sourceOptions,
  versionOf,
} from "./runtimes.js";

const ENGINES = ["auto", "bun", "node"];
const args = process.argv.slice(2);

await launch();

async function launch() {
  const asked = askedEngine();
  const oldestNode = needsThreadPerConnection() ? GIVES_CONNECTIONS : OLDEST_NODE;
  if (!ENGINES.includes(asked.engine)) {
    return refuse(2, "JAM_BAD_OPTION", {
      en: `Cannot use "${asked.engine}" for ${asked.from}: it takes auto, bun or node. Give a value of that kind, or leave the option out for its default.`,
      id: `"${asked.engine}" tidak dapat dipakai untuk ${asked.from}: nilainya harus auto, bun atau node. Beri nilai seperti itu, atau hilangkan pilihan ini untuk nilai bawaannya.`,
    });
  }
  // A checkout has the source, an installed package has what was compiled from it.
  const source = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
  const main = existsSync(source) ? source : fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

  // That model exists on Node.js only; whoever asks for Bun is told so by the server.
  if (oldestNode === GIVES_CONNECTIONS && asked.engine === "auto") asked.engine = "node";
  if (asked.engine !== "node") {
    if ("bun" in process.versions) return import(pathToFileURL(main).href);
    const bun = findBun();
    if (bun !== undefined) return replaceProcess(bun, [...bunOptions(), main, ...args]);
  }
  if (asked.engine !== "bun") {
    const running = runningNode();
    if (running !== undefined && isRecentNode(running, oldestNode)) {
      const options = main === source ? sourceOptions(running) : [];
      if (options.length === 0) return import(pathToFileURL(main).href);
      return replaceProcess(process.execPath, [...process.execArgv, ...options, main, ...args]);
    }
    const node = findNodePackage(undefined, oldestNode);
    if (node !== undefined) {
      const options = main === source ? sourceOptions(versionOf(node) ?? OLDEST_NODE) : [];
      return replaceProcess(node, [...options, main, ...args]);
    }
  }
  refuseMissing(asked.engine, oldestNode);
}

/** Whether `jam serve` was asked for the model that gives each connection to a thread. */
function needsThreadPerConnection() {
  const model = "thread-per-connection";
  return args.some(
    (arg, index) => arg === `--model=${model}` || (arg === "--model" && args[index + 1] === model),
  );
}

/** The last `--engine` before `--` wins, then the environment. */
function askedEngine() {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  let asked = { engine: process.env.JAM_ENGINE || "auto", from: "JAM_ENGINE" };
  for (const [index, option] of options.entries()) {
    if (option === "--engine") asked = { engine: options[index + 1] ?? "", from: option };
    if (option.startsWith("--engine="))
      asked = { engine: option.slice("--engine=".length), from: "--engine" };
  }
  return asked;
}

/** Keeps Bun from reading .env and bunfig.toml of the current folder, and from installing what is missing. */
function bunOptions() {
  return [
    "--no-env-file",
    "--no-install",
    `--config=${fileURLToPath(new URL("bunfig.toml", import.meta.url))}`,
  ];
}

/** @param {string} engine @param {string} oldestNode */
function refuseMissing(engine, oldestNode) {
  const node = `Node.js ${oldestNode.replace(/\.0$/, "")}`;
  const running = runningNode() === undefined ? "this is Bun" : `this is ${process.version}`;
  const iniAdalah = running.replace("this is", "ini");
  const reasons = {
    auto: {
      en: `Cannot start: the package "bun" has no program for this machine, and ${node} or later is not here (${running}). Run "npm install" again, or install ${node} or later.`,
      id: `Tidak dapat memulai: paket "bun" tidak punya program untuk mesin ini, dan ${node} atau lebih baru tidak ada (${iniAdalah}). Jalankan "npm install" lagi, atau pasang ${node} atau lebih baru.`,
    },
    bun: {
      en: `Cannot start engine "bun": the package "bun" has no program for this machine. Run "npm install" again, or use --engine node.`,
      id: `Tidak dapat memulai mesin "bun": paket "bun" tidak punya program untuk mesin ini. Jalankan "npm install" lagi, atau pakai --engine node.`,
    },
    node: {
      en: `Cannot start engine "node": it needs ${node} or later and ${running}. Install a newer Node.js, or use --engine bun.`,
      id: `Tidak dapat memulai mesin "node": butuh ${node} atau lebih baru dan ${iniAdalah}. Pasang Node.js yang lebih baru, atau pakai --engine bun.`,
    },
  };
  refuse(1, "JAM_ENGINE_MISSING", reasons[/** @type {"auto" | "bun" | "node"} */ (engine)]);
}

/** @param {1 | 2} exitCode @param {string} code @param {{ en: string, id: string }} text */
function refuse(exitCode, code, text) {
  process.stderr.write(`jam: ${text[language()]} [${code}]\n`);
  process.exitCode = exitCode;
}

/** As the rest of the program: --lang, else the locale. */
function language() {
  const given = args.findLast((option) => option.startsWith("--lang="))?.slice("--lang=".length);
  const spoken = given ?? (args.includes("--lang") ? args[args.lastIndexOf("--lang") + 1] : undefined);
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
  return (spoken ?? locale).toLowerCase().startsWith("id") ? "id" : "en";
}
