/**
 * Lines of the live log, made of the events' facts in the page's language. What clients sent is in the facts as text,
 * and stays text.
 *
 * @import { ServerEvent } from "../../observability/events.ts"
 * @import { Counted, EventTexts } from "./event-texts-en.js"
 */
import { longTime, place } from "./amounts.js";
import { englishEvents } from "./event-texts-en.js";
import { indonesianEvents } from "./event-texts-id.js";
import { language } from "./texts.js";

/** @type {Readonly<Record<"en" | "id", EventTexts>>} */
const TEXTS = { en: englishEvents, id: indonesianEvents };

/** @type {readonly Counted[]} */
const COUNTED = ["opened", "closed", "times", "invalid", "quits", "refused"];

/**
 * The text of an event, without time and level. One that a newer server tells is shown by its facts.
 *
 * @param {ServerEvent} event
 * @returns {string}
 */
export function lineOf(event) {
  const texts = TEXTS[language()];
  const template = Object.hasOwn(texts.lines, event.type) ? texts.lines[event.type] : undefined;
  if (template === undefined) return JSON.stringify(event);
  const facts = new Map(Object.entries(event));
  return template.replace(/\{(\w+)\}/g, (_, name) => wordsOf(name, facts, texts));
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, unknown>} facts
 * @param {EventTexts} texts
 */
function wordsOf(name, facts, texts) {
  if (name === "peer") return place(String(facts.get("address")), Number(facts.get("port")));
  if (name === "duration") {
    const milliseconds = Number(facts.get("milliseconds"));
    return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : longTime(milliseconds);
  }
  if (name === "counts") return countsOf(facts, texts);
  if (name === "why") {
    const reason = String(facts.get("reason") ?? facts.get("failure"));
    return new Map(Object.entries(texts.reasons)).get(reason) ?? reason;
  }
  const value = facts.get(name);
  return Array.isArray(value) ? value.join(", ") : String(value ?? texts.nothing);
}

/**
 * @param {ReadonlyMap<string, unknown>} facts
 * @param {EventTexts} texts
 */
function countsOf(facts, texts) {
  return COUNTED.filter((name) => Number(facts.get(name) ?? 0) > 0)
    .map((name) => texts.counts[name].replace("{count}", String(facts.get(name))))
    .join(", ");
}
