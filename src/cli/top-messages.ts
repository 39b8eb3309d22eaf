import type { Language } from "../errors/index.ts";
import { type TopMessages, topEn } from "./top/messages-en.ts";
import { topId } from "./top/messages-id.ts";

/** Texts of `jam top` in a language. */
export function topMessages(language: Language): TopMessages {
  return language === "id" ? topId : topEn;
}
