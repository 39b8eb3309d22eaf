/**
 * The page's language: texts by name, and who is to be told when it changes.
 *
 * @import { TextKey } from "./texts-en.js"
 */
import { recall, remember } from "./memory.js";
import { english } from "./texts-en.js";
import { indonesian } from "./texts-id.js";

/** @typedef {"en" | "id"} PageLanguage */

/** @type {Readonly<Record<PageLanguage, Readonly<Record<TextKey, string>>>>} */
const TEXTS = { en: english, id: indonesian };

/** @type {PageLanguage} */
let current = "en";

/** @type {(() => void)[]} */
const listeners = [];

/** The language now. */
export function language() {
  return current;
}

/**
 * A text of the page in its language.
 *
 * @param {TextKey} key
 * @param {Readonly<Record<string, string | number>>} [values] what is filled in for `{name}`
 * @returns {string}
 */
export function text(key, values = {}) {
  return TEXTS[current][key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * @param {string} name
 * @returns {TextKey | undefined} the name, if there is a text of it
 */
export function textKey(name) {
  return name in english ? /** @type {TextKey} */ (name) : undefined;
}

/** @param {() => void} listener called when the language has changed */
export function whenLanguageChanges(listener) {
  listeners.push(listener);
}

/** The language that was chosen on this machine before, else the browser's, else English. */
export function usualLanguage() {
  const told = recall("language") ?? navigator.language;
  return told.startsWith("id") ? "id" : "en";
}

/** @param {PageLanguage} chosen */
export function speak(chosen) {
  current = chosen;
  remember("language", chosen);
  document.documentElement.lang = chosen;
  writeTexts(document);
  for (const listener of listeners) listener();
}

/**
 * Writes the texts that the page's HTML names: `data-text` the content, `data-label` the accessible name.
 *
 * @param {ParentNode} root
 */
function writeTexts(root) {
  for (const element of root.querySelectorAll("[data-text], [data-label]")) {
    if (!(element instanceof HTMLElement)) continue;
    const { text: content, label } = element.dataset;
    const contentKey = textKey(content ?? "");
    const labelKey = textKey(label ?? "");
    if (contentKey !== undefined) element.textContent = text(contentKey);
    if (labelKey !== undefined) element.setAttribute("aria-label", text(labelKey));
  }
}
