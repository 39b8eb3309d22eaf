import type { Language } from "../../errors/index.ts";
import { type BatchMessages, batchEn } from "./batch-messages-en.ts";
import { batchId } from "./batch-messages-id.ts";

/** Texts of `jam check --batch` in a language. */
export function batchMessages(language: Language): BatchMessages {
  return language === "id" ? batchId : batchEn;
}
