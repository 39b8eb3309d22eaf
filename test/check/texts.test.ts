import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ALL_CASES } from "../../src/check/index.ts";
import { type CheckLanguage, fill, namesIn } from "../../src/check/texts/case-text.ts";
import {
  caseText,
  causeFactsMissing,
  causeText,
  DESCRIBED_CASES,
  explainsSeen,
  factsMissing,
  framingText,
  reportWords,
  seenText,
} from "../../src/check/texts/catalogue.ts";
import { causesEn } from "../../src/check/texts/en/causes.ts";
import { causesId } from "../../src/check/texts/id/causes.ts";

const LANGUAGES: readonly CheckLanguage[] = ["en", "id"];
const SOURCE = fileURLToPath(new URL("../../src/check/", import.meta.url));
const CAUSES = Object.keys(causesEn) as (keyof typeof causesEn)[];

/** Words that a file hands to `found` or `notRun` as they are, and all words between quotes in it. */
function wordsOf(text: string): { reported: string[]; quoted: Set<string> } {
  const reported = [...text.matchAll(/"(?:pass|fail|unknown)",\s*"(?!pass|fail|unknown)([a-z0-9-]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  const quoted = new Set([...text.matchAll(/"([a-z0-9-]+)"/g)].map((match) => match[1] ?? ""));
  return { reported, quoted };
}

describe("texts of the checker", () => {
  test("each case has texts, and each text has a case", () => {
    assert.deepEqual(ALL_CASES.map(({ id }) => id as string).toSorted(), [...DESCRIBED_CASES].toSorted());
  });

  test("no text is empty, in either language", () => {
    for (const language of LANGUAGES) {
      for (const id of DESCRIBED_CASES) {
        const { seen, ...texts } = caseText(id, language);
        for (const [name, text] of [...Object.entries(texts), ...Object.entries(seen)]) {
          assert.ok(text.trim().length > 1, `${language} ${id} ${name}`);
        }
      }
      for (const id of CAUSES) {
        const { text, hint } = causeText(id, {}, language);
        assert.match(text, /\.$/, `${language} ${id}`);
        assert.match(hint, /[.)`]$/, `${language} ${id}`);
      }
    }
  });

  test("each word that a case reports is explained, and no word is explained that none reports", () => {
    const files = globSync("{cases/*,reply,runner,case-run,health,model}.ts", { cwd: SOURCE });
    assert.ok(files.length > 8);
    const everywhere = new Set<string>();
    for (const file of files) {
      const text = readFileSync(join(SOURCE, file), "utf8");
      const { reported, quoted } = wordsOf(text);
      for (const word of quoted) everywhere.add(word);
      const ids = DESCRIBED_CASES.filter((id) => text.includes(`id: "${id}"`));
      for (const word of reported) {
        const isExplained =
          ids.length > 0
            ? ids.some((id) => explainsSeen(id, word))
            : Object.hasOwn(reportWords("en").seen, word);
        assert.ok(
          isExplained || word === "died-on-the-way",
          `${file} reports "${word}", which no text explains`,
        );
      }
    }
    assert.ok(explainsSeen("OPS/survives-many", "died-on-the-way"));
    // The runner makes these of the health of the server.
    for (const word of ["server-gone", "server-stuck"]) everywhere.add(word);
    for (const id of DESCRIBED_CASES) {
      for (const word of Object.keys(caseText(id, "en").seen)) {
        assert.ok(everywhere.has(word), `${id} explains "${word}", which no case reports`);
      }
    }
    for (const word of Object.keys(reportWords("en").seen)) {
      assert.ok(everywhere.has(word), `every case explains "${word}", which none reports`);
    }
  });

  test("both languages tell the same facts", () => {
    const pairs: [string, string, string][] = [];
    for (const id of DESCRIBED_CASES) {
      const [en, other] = [caseText(id, "en").seen, caseText(id, "id").seen];
      for (const word of Object.keys(en)) pairs.push([`${id} ${word}`, en[word] ?? "", other[word] ?? ""]);
    }
    const [en, other] = [reportWords("en").seen, reportWords("id").seen];
    for (const word of new Set([...Object.keys(en), ...Object.keys(other)])) {
      pairs.push([word, en[word] ?? "", other[word] ?? ""]);
    }
    for (const id of CAUSES) {
      pairs.push([id, causesEn[id].text, causesId[id].text], [id, causesEn[id].hint, causesId[id].hint]);
    }
    assert.ok(pairs.length > 200);
    for (const [name, one, two] of pairs)
      assert.deepEqual(namesIn(one).toSorted(), namesIn(two).toSorted(), name);
  });

  test("code in the texts is between pairs of backticks, and is the same in both languages", () => {
    const codeIn = (text: string) => new Set([...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
    for (const id of DESCRIBED_CASES) {
      const [en, other] = [caseText(id, "en"), caseText(id, "id")];
      for (const name of ["title", "sheet", "expected", "why", "hint"] as const) {
        assert.equal(en[name].split("`").length % 2, 1, `${id} ${name}`);
        assert.deepEqual(codeIn(other[name]), codeIn(en[name]), `${id} ${name}`);
      }
    }
  });

  test("a fact that is missing is found", () => {
    assert.deepEqual(factsMissing("R4/advances", { seen: "advances", facts: { first: "1" } }), ["later"]);
    assert.deepEqual(factsMissing("R4/advances", { seen: "needs", facts: {} }), ["needs"]);
    assert.deepEqual(factsMissing("R4/advances", { seen: "silence", facts: {} }), []);
    assert.deepEqual(causeFactsMissing("concurrent-up-to", {}), ["clients", "clients"]);
    assert.deepEqual(causeFactsMissing("dies", { after: "R11/reset" }), []);
  });

  test("facts stand in the place of their names; a word without text is shown as it is", () => {
    assert.equal(fill("{a} of {b} {c}", { a: 1, b: "{a}" }), "1 of {a} ?");
    const banner = { seen: "banner", facts: { octets: "Hi\\r\\n" } };
    assert.equal(seenText("R1/no-banner", banner, "en"), 'before anything was asked it sent "Hi\\r\\n"');
    assert.match(seenText("R1/no-banner", { seen: "silence", facts: {} }, "id"), /tidak ada jawaban/);
    assert.equal(seenText("R1/no-banner", { seen: "new-word", facts: {} }, "en"), "new-word");
    assert.equal(explainsSeen("R1/no-banner", "new-word"), false);
    assert.equal(explainsSeen("R1/no-banner", "constructor"), false);
    assert.throws(() => caseText("R1/nothing", "en"), /R1\/nothing/);
    assert.notEqual(framingText("lines", "en").text, framingText("lines", "id").text);
  });
});
