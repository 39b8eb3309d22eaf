import type { Page } from "playwright-core";
import { until } from "../../support/waiting.ts";

/** The words of an element; a space that does not break is a space. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return ((await page.textContent(selector)) ?? "").replaceAll("\u00a0", " ");
}

/** Waits until an element says this and nothing else. */
export async function textIs(page: Page, selector: string, wanted: string): Promise<void> {
  let text = "";
  await until(async () => {
    text = await textOf(page, selector);
    return text === wanted;
  }, `"${wanted}" in ${selector}`).catch((error: unknown) => {
    throw new Error(`${selector} says "${text}"`, { cause: error });
  });
}
