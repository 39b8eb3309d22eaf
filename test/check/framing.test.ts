import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { classOf, type Habits, observeHabits } from "../../src/check/framing.ts";
import type { FramingClass } from "../../src/check/index.ts";
import { type Behaviour, SmallServer, servesWell } from "./small-server.ts";

/** A server of each class, in the words of the table: what one command is. */
const SERVERS: Readonly<Record<Exclude<FramingClass, "unclear" | "octet-by-octet">, Behaviour>> = {
  lines: servesWell(),
  "one-recv-stripped": onRead((text) => text.trim() === "TIME"),
  "one-recv-prefix": onRead((text) => text.trim().startsWith("TIME")),
  "one-recv-raw": onRead((text) => text.startsWith("TIME") && text.endsWith("\r\n")),
  "one-recv-exact": onRead((text) => text === "TIME\r\n"),
  "ends-with": onRead((text) => text.trim().endsWith("TIME")),
  "prefix-no-line-end": onRead((text) => text.startsWith("TIME")),
  "whole-buffer": onBuffer((kept, answer) => {
    if (!kept.endsWith("\r\n")) return kept;
    answer(kept.trim() === "TIME");
    return "";
  }),
  "loop-on-crlf": onBuffer((kept, answer) => {
    const lines = kept.split("\r\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) answer(line === "TIME");
    return rest;
  }),
};

function onRead(isTime: (text: string) => boolean): Behaviour {
  return onBuffer((text, answer) => {
    answer(isTime(text));
    return "";
  });
}

/** @param take is given what is kept and returns what is kept further. */
function onBuffer(take: (kept: string, answer: (isTime: boolean) => void) => string): Behaviour {
  return (socket) => {
    let kept = "";
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) => {
      kept = take(kept + chunk.toString("latin1"), (isTime) =>
        socket.write(isTime ? "JAM 10:20:30\r\n" : "ERR\r\n"),
      );
    });
  };
}

describe("servers are recognised by how they behave", { concurrency: true }, () => {
  for (const [name, behaviour] of Object.entries(SERVERS)) {
    test(name, async () => {
      await using server = await new SmallServer(behaviour).listen();
      const habits = await observeHabits(
        {
          host: "127.0.0.1",
          port: server.port,
          patience: 2000,
          quiet: 300,
          concurrent: true,
          process: null,
          restart: null,
        },
        10,
        "asked-first",
        new AbortController().signal,
      );
      assert.equal(classOf(habits), name, JSON.stringify(habits));
    });
  }
});

const CUTS_AT_CRLF: Habits = {
  split: "one",
  merged: 2,
  bareLineFeed: "not-answered",
  noLineEnd: "not-answered",
  emptyLine: "answered",
  wordBehind: "not-answered",
  letterBehind: "not-answered",
  wordBefore: "not-answered",
  spaceBefore: "not-answered",
  quitWithMore: "end",
};

test("what was not read when it closed tells an octet at a time from a buffer", () => {
  assert.equal(classOf({ ...CUTS_AT_CRLF, quitWithMore: "reset" }), "octet-by-octet");
  assert.equal(classOf(CUTS_AT_CRLF), "loop-on-crlf");
  assert.equal(classOf({ ...CUTS_AT_CRLF, quitWithMore: "open" }), "loop-on-crlf");
});

test("what fits no class is not forced into one", () => {
  // Each read is cut into lines, but a request that is split is lost.
  assert.equal(classOf({ ...CUTS_AT_CRLF, split: "otherwise" }), "unclear");
  const nothing = { ...CUTS_AT_CRLF, split: "otherwise", merged: 1 } as const;
  assert.equal(classOf(nothing), "unclear");
});
