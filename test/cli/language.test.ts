import assert from "node:assert/strict";
import { test } from "node:test";
import { languageOf, languageOfLocale, parseLanguage } from "../../src/cli/language.ts";
import { escapeControls, pythonBytes } from "../../src/cli/visible-text.ts";

test("the locale gives the language: LC_ALL, then LC_MESSAGES, then LANG", () => {
  assert.equal(languageOfLocale({}), "en");
  assert.equal(languageOfLocale({ LANG: "id_ID.UTF-8" }), "id");
  assert.equal(languageOfLocale({ LANG: "id" }), "id");
  assert.equal(languageOfLocale({ LANG: "ID_id" }), "id");
  assert.equal(languageOfLocale({ LANG: "idx_XX" }), "en");
  assert.equal(languageOfLocale({ LC_MESSAGES: "en_US", LANG: "id_ID" }), "en");
  assert.equal(languageOfLocale({ LC_ALL: "id_ID", LC_MESSAGES: "en_US", LANG: "en_US" }), "id");
  assert.equal(languageOfLocale({ LC_ALL: "", LANG: "id_ID" }), "id");
});

test("--lang overrides the locale, wherever it stands before --", () => {
  const env = { LANG: "id_ID" };
  assert.equal(languageOf(["--lang", "en", "time"], env), "en");
  assert.equal(languageOf(["time", "--lang=en"], env), "en");
  assert.equal(languageOf(["time", "--lang", "en", "--lang=id"], {}), "id");
  assert.equal(languageOf(["time", "--lang", "xx"], env), "id");
  assert.equal(languageOf(["time", "--lang"], env), "id");
  assert.equal(languageOf(["time", "--", "--lang", "en"], env), "id");
  assert.throws(() => parseLanguage("EN"), { code: "JAM_BAD_OPTION" });
});

test("control characters are escaped, text is not", () => {
  assert.equal(escapeControls("a\nb\x1b[2J\u202e\u2028é ⏰ \\n"), "a\\nb\\x1b[2J\\u{202e}\\u{2028}é ⏰ \\n");
});

test("octets as the sheets' logs write them", () => {
  assert.equal(pythonBytes(Buffer.from("TIME\r\n\r\n")), "b'TIME\\r\\n\\r\\n'");
  assert.equal(pythonBytes(Buffer.from("it's\t\\\0\xff", "latin1")), "b'it\\'s\\t\\\\\\x00\\xff'");
});
