import { JamError, type Language } from "../errors/index.ts";
import { type Messages, messagesEn } from "./messages-en.ts";
import { messagesId } from "./messages-id.ts";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LANGUAGES: readonly Language[] = ["en", "id"];

/** Texts of the client commands in a language. */
export function messagesIn(language: Language): Messages {
  return language === "id" ? messagesId : messagesEn;
}

/** The language of the locale: LC_ALL, then LC_MESSAGES, then LANG (POSIX order); `id*` is Indonesian. */
export function languageOfLocale(env: Environment): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^id(?:$|[^a-z])/i.test(locale) ? "id" : "en";
}

/** Reads the value of `--lang`. @throws {JamError} JAM_BAD_OPTION. */
export function parseLanguage(text: string): Language {
  const language = LANGUAGES.find((known) => known === text);
  if (language === undefined) {
    throw new JamError("JAM_BAD_OPTION", { value: text, option: "--lang", expected: LANGUAGES.join("|") });
  }
  return language;
}

/**
 * The language to speak, known before the arguments are parsed, as help texts and usage errors need it:
 * the last `--lang` before `--`, wherever it stands; the locale's when there is none or it is not a language.
 */
export function languageOf(argv: readonly string[], env: Environment): Language {
  const end = argv.indexOf("--");
  const options = end === -1 ? argv : argv.slice(0, end);
  let asked: string | undefined;
  for (const [index, option] of options.entries()) {
    if (option === "--lang") asked = options[index + 1];
    else if (option.startsWith("--lang=")) asked = option.slice("--lang=".length);
  }
  return LANGUAGES.find((known) => known === asked) ?? languageOfLocale(env);
}
