/** Light, dark, or as the system has it. */
import { element } from "./elements.js";
import { recall, remember } from "./memory.js";

/** @type {(() => void)[]} */
const listeners = [];

/** @param {() => void} listener called when colours have changed */
export function whenThemeChanges(listener) {
  listeners.push(listener);
}

/** Lets the page's choice of a theme work. */
export function startTheme() {
  const choice = element("theme", HTMLSelectElement);
  const remembered = recall("theme");
  choice.value = remembered === "light" || remembered === "dark" ? remembered : "auto";
  choice.addEventListener("change", () => {
    document.documentElement.dataset.theme = choice.value;
    remember("theme", choice.value);
    tell();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
}

function tell() {
  for (const listener of listeners) listener();
}
