import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { describe, test } from "node:test";
import {
  connectionsThatFit,
  readDescriptorUse,
  softLimitIn,
} from "../../../src/server/admission/descriptor-limit.ts";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max stack size            8388608              unlimited            bytes     
Max open files            20000                1048576              files     
Max locked memory         8388608              8388608              bytes     
`;

describe("limit of descriptors", () => {
  test("is read from the text of the system", () => {
    assert.equal(softLimitIn(LIMITS), 20000);
    assert.equal(softLimitIn(LIMITS.replace("20000    ", "unlimited")), Number.POSITIVE_INFINITY);
    assert.equal(softLimitIn(""), null);
    assert.equal(
      softLimitIn("Max open files            many                 many                 files     \n"),
      null,
    );
  });

  test("leaves a reserve that grows with the threads", () => {
    assert.equal(connectionsThatFit({ limit: 20_000, inUse: 20 }, 0), 19_948);
    assert.equal(connectionsThatFit({ limit: 20_000, inUse: 20 }, 4), 19_884);
    assert.equal(connectionsThatFit({ limit: 256, inUse: 24 }, 2), 168);
  });

  test("is never below 1 and never without bound, whatever the system says", () => {
    for (const limit of [null, 0, 1, 3, 20, 64, 256, 1024, 1e9, Number.POSITIVE_INFINITY]) {
      for (const inUse of [0, 3, 24, 5000]) {
        for (const threads of [0, 1, 2, 256]) {
          const fit = connectionsThatFit({ limit, inUse }, threads);
          assert.ok(Number.isInteger(fit) && fit >= 1 && fit <= 1_000_000, `${fit}`);
          if (limit !== null && limit - inUse > 1) assert.ok(fit < limit - inUse, `${fit} of ${limit}`);
        }
      }
    }
    assert.equal(connectionsThatFit({ limit: Number.POSITIVE_INFINITY, inUse: 9 }, 2), 1_000_000);
  });

  test("this process: what is opened is counted", () => {
    const before = readDescriptorUse();
    const opened = Array.from({ length: 5 }, () => openSync(devNull, "r"));
    const after = readDescriptorUse();
    for (const descriptor of opened) closeSync(descriptor);
    assert.equal(after.limit, before.limit);
    if (process.platform !== "linux") return;
    assert.equal(after.inUse - before.inUse, 5);
    assert.ok(before.limit !== null && before.limit >= 64, `${before.limit}`);
    assert.ok(before.inUse >= 3, `${before.inUse}`);
  });
});
