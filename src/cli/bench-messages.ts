import type { Language } from "../errors/index.ts";
import { type BenchMessages, benchEn } from "./bench/messages-en.ts";
import { benchId } from "./bench/messages-id.ts";

/** Texts of `jam bench` in a language. */
export function benchMessages(language: Language): BenchMessages {
  return language === "id" ? benchId : benchEn;
}
