import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import type { Answer } from "./answer.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

const PAGE = new URL("page/", import.meta.url);

/** Files of the chart library, by the name the page asks for. */
const CHART_FILES = { "uplot.js": "uplot/dist/uPlot.esm.js", "uplot.css": "uplot/dist/uPlot.min.css" };

/**
 * Reads the dashboard's files, some 300 KB, once: what is not among them cannot be asked for, whatever the path says.
 *
 * @returns answers by path; each with its digest in ETag, so that a browser asks again and is told that nothing changed.
 */
export function readPageFiles(): ReadonlyMap<string, Answer> {
  const files = new Map<string, Answer>();
  for (const entry of readdirSync(PAGE, { withFileTypes: true })) {
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    files.set(`/page/${entry.name}`, fileAnswer(new URL(entry.name, PAGE), contentType));
  }
  const require = createRequire(import.meta.url);
  for (const [name, specifier] of Object.entries(CHART_FILES)) {
    const contentType = CONTENT_TYPES[extname(name)] as string;
    files.set(`/page/${name}`, fileAnswer(require.resolve(specifier), contentType));
  }
  const start = files.get("/page/index.html");
  if (start !== undefined) files.set("/", start);
  return files;
}

function fileAnswer(file: string | URL, contentType: string): Answer {
  const body = readFileSync(file);
  const digest = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return {
    status: 200,
    contentType,
    body,
    headers: { ETag: `"${digest}"`, "Cache-Control": "no-cache" },
  };
}

/** The answer, or that the reader has it already (RFC 9110, 13.1.2). */
export function unlessKnown(answer: Answer, known: string | undefined): Answer {
  const tag = answer.headers?.ETag;
  const isKnown =
    tag !== undefined && known?.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
  return isKnown ? { ...answer, status: 304, body: "" } : answer;
}
