/** Style of the pages: light and dark as the reader's system is, and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --paper: #fff; --panel: #f6f8fa; --line: #d0d7de;
  --pass: #116329; --fail: #a40e26; --unknown: #6e5a00; --pass-back: #dafbe1; --fail-back: #ffe3e3; --unknown-back: #fff5c2; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --panel: #161b22;
  --line: #30363d; --pass: #56d364; --fail: #ff8a80; --unknown: #e3b341; --pass-back: #12261a; --fail-back: #35151a;
  --unknown-back: #2b2410; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: .4rem 0; }
a { color: inherit; }
code, .octets { font-family: ui-monospace, monospace; font-size: .9em; }
code { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0 .25em; white-space: pre-wrap; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.verdict { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; border: 1px solid var(--line);
  border-left: .5rem solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin: 1rem 0; background: var(--panel); }
.verdict.pass { border-left-color: var(--pass); }
.verdict.fail, .verdict.no-server { border-left-color: var(--fail); }
.percent { font-size: 2rem; font-weight: 700; }
.cause, .case { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin: .75rem 0; }
.cause { border-left: .5rem solid var(--fail); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.id { white-space: nowrap; font-family: ui-monospace, monospace; font-size: .85em; }
td.what { min-width: 17rem; }
.seen { white-space: pre-wrap; overflow-wrap: anywhere; }
.mark { display: inline-block; min-width: 4.5em; text-align: center; border-radius: 999px; padding: 0 .6em; font-size: .85em; font-weight: 700; white-space: nowrap; }
.mark.pass { color: var(--pass); background: var(--pass-back); }
.mark.fail { color: var(--fail); background: var(--fail-back); }
.mark.unknown, .mark.noted { color: var(--unknown); background: var(--unknown-back); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; padding: .75rem 1rem; font: .85rem/1.45 ui-monospace, monospace; margin: .5rem 0; }
.trace td { padding: .1rem .6rem; font-family: ui-monospace, monospace; font-size: .85rem; }
.trace .octets { white-space: pre-wrap; overflow-wrap: anywhere; width: 70%; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
@media print {
  :root { color-scheme: light; --text: #000; --soft: #444; --paper: #fff; --panel: #fff; --line: #999; --pass: #116329;
    --fail: #a40e26; --unknown: #6e5a00; --pass-back: #fff; --fail-back: #fff; --unknown-back: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .cause, .case, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .mark { border: 1px solid; }
  .scroll { overflow: visible; }
}
`;
