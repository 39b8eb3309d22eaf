import axe from "axe-core";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * Has the page audited for accessibility by axe-core.
 *
 * @returns what is serious or critical, a line each
 */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy lets no script in from outside.
  await page.evaluate(axe.source);
  const result = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  const { violations } = result as { violations: Violation[] };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
    );
}

/**
 * Presses Tab until an element has the focus, as one does who has no mouse.
 *
 * @throws Error when it is not reached
 */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}
