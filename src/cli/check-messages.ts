import type { Language } from "../errors/index.ts";
import { type CheckMessages, checkMessagesEn } from "./check/messages-en.ts";
import { checkMessagesId } from "./check/messages-id.ts";

/** Texts of `jam check` in a language. */
export function checkMessages(language: Language): CheckMessages {
  return language === "id" ? checkMessagesId : checkMessagesEn;
}
