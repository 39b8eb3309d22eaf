import { createHash } from "node:crypto";
import { withoutControls } from "./visible.ts";

/** Text that a page shows as it is, whatever it holds. */
export function escapeHtml(text: string): string {
  return withoutControls(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text of ours in which what stands between backticks is code. */
export function markup(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      /^`[^`]+`$/.test(part) ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : escapeHtml(part),
    )
    .join("");
}

/** A page and what it is made of. */
export interface HtmlPage {
  readonly language: string;
  /** Text, not markup. */
  readonly title: string;
  readonly style: string;
  /** Markup. */
  readonly body: string;
}

/**
 * A whole page that needs nothing else: no script runs in it, and its policy allows nothing to be fetched and no style but
 * its own.
 */
export function htmlPage({ language, title, style, body }: HtmlPage): string {
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
