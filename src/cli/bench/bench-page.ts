import { readFileSync } from "node:fs";
import type { BenchResult } from "../../bench/index.ts";
import type { Language } from "../../errors/index.ts";
import type { BenchMessages } from "./messages-en.ts";
import { chartsOf } from "./page-charts.ts";
import { PAGE_SCRIPT } from "./page-script.ts";

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0 auto; max-width: 960px; padding: 1rem; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid #8886; border-radius: 6px; }
.chart { margin: 2rem 0; overflow-x: auto; }
`;

/**
 * The result as one page: plots, and the text report. It holds all it needs, and its policy forbids it to
 * ask the network for anything.
 *
 * @param report the text report, in the same language.
 */
export function htmlReport(
  result: BenchResult,
  report: string,
  texts: BenchMessages,
  language: Language,
): string {
  const { page } = texts;
  const charts = chartsOf(result, texts);
  const names = [...result.targets, ...result.ramps].map(({ name }) => name).join(", ");
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(`${page.title}: ${names}`)}</title>
<style>${textOf(import.meta.resolve("uplot/dist/uPlot.min.css"))}${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(page.title)}</h1>
<p>${escapeHtml([result.startedAt, result.engine, result.platform].join(", "))}</p>
<noscript><p>${escapeHtml(page.noScript)}</p></noscript>
<div id="plots"></div>
<pre tabindex="0">${escapeHtml(report)}</pre>
<script type="application/json" id="charts">${escapeJson(charts)}</script>
<script>${textOf(import.meta.resolve("uplot/dist/uPlot.iife.min.js"))}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function textOf(url: string): string {
  return readFileSync(new URL(url), "utf8");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the script element it stands in. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}
