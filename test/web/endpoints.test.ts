import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ServerEvent } from "../../src/observability/index.ts";
import { startWeb } from "../../src/web/index.ts";
import { until } from "../support/waiting.ts";
import { ask, askJson } from "./http-client.ts";
import { MadeView, madeSnapshot } from "./made-view.ts";

describe("HTTP endpoints", () => {
  test("what a view tells is answered as JSON", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0 });
    assert.deepEqual(await askJson(web.port, "/api/snapshot"), view.current);
    assert.deepEqual(await askJson(web.port, "/api/history"), view.points);
    assert.deepEqual(await askJson(web.port, "/api/lives?since=1767323045000"), {
      marks: view.marks,
      sampled: true,
    });
    assert.deepEqual(view.livesSince, [1767323045000]);
    assert.deepEqual(await askJson(web.port, "/api/events?since=0"), view.events);
    assert.deepEqual(await askJson(web.port, "/api/events?since=1"), []);
  });

  test("the snapshot is what its schema says", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const schema = (await askJson(web.port, "/api/schema.json")) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const snapshot = await askJson(web.port, "/api/snapshot");
    assert.ok(validate(snapshot), JSON.stringify(validate.errors));
    assert.ok(validate(madeSnapshot({ tlsPort: 45_443, condition: "stopping" })));
    assert.ok(!validate({ ...(snapshot as object), condition: "tired" }));
    const { label: _, ...incomplete } = snapshot as { label: string };
    assert.ok(!validate(incomplete));
  });

  test("a page of connections: every part of the query, and its defaults", async () => {
    const view = new MadeView();
    view.page = {
      total: 1,
      rows: [
        {
          connection: 5,
          thread: 2,
          address: "192.0.2.7",
          port: 40_000,
          openedAt: 1,
          requests: 2,
          lastRequestAt: null,
          octetsReceived: 3,
          octetsSent: 4,
        },
      ],
    };
    await using web = await startWeb({ view, port: 0 });
    const full = "sort=requests&order=descending&filter=192.0&offset=50&limit=200";
    assert.deepEqual(await askJson(web.port, `/api/connections?${full}`), view.page);
    await askJson(web.port, "/api/connections");
    assert.deepEqual(view.queries, [
      { sort: "requests", order: "descending", filter: "192.0", offset: 50, limit: 200 },
      { sort: "connection", order: "ascending", filter: "", offset: 0, limit: 50 },
    ]);
  });

  test("a query that cannot be is refused, and says what may be", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0 });
    const wrong = [
      ["connections?sort=colour", /"colour" for "sort": it must be connection\|/],
      ["connections?order=up", /ascending\|descending/],
      ["connections?limit=0", /1\.\.200/],
      ["connections?limit=201", /1\.\.200/],
      ["connections?limit=1e2", /1\.\.200/],
      ["connections?offset=-1", /"-1" for "offset"/],
      [`connections?filter=${"x".repeat(65)}`, /0\.\.64/],
      ["lives?since=yesterday", /"yesterday" for "since"/],
      ["events?since=1.5", /"1\.5" for "since"/],
    ] as const;
    for (const [path, told] of wrong) {
      const { status, body } = await ask(web.port, `/api/${path}`);
      const error = JSON.parse(body) as { error: string; message: string };
      assert.equal(status, 400, path);
      assert.equal(error.error, "JAM_HTTP_BAD_QUERY", path);
      assert.match(error.message, told, path);
    }
    assert.deepEqual(view.queries, []);
  });

  test("a fault of ours is answered with 500 and logged, once a second at most", async () => {
    const view = new MadeView();
    const logged: ServerEvent[] = [];
    await using web = await startWeb({ view, port: 0, log: (events) => logged.push(...events) });
    view.beforePage = () => Promise.reject(new Error("no memory"));
    assert.equal((await ask(web.port, "/api/connections")).status, 500);
    assert.equal((await ask(web.port, "/api/connections")).status, 500);
    const faults = logged.filter(({ type }) => type === "http-request-failed");
    assert.equal(faults.length, 1);
    assert.deepEqual(
      { ...faults[0], time: 0 },
      {
        type: "http-request-failed",
        time: 0,
        path: "/api/connections",
        cause: "no memory",
      },
    );
  });

  test("where it listens is told", async () => {
    const logged: ServerEvent[] = [];
    await using web = await startWeb({
      view: new MadeView(),
      port: 0,
      log: (events) => logged.push(...events),
    });
    assert.deepEqual(
      logged.map((event) => (event.type === "http-listening" ? event.url : event.type)),
      [`http://127.0.0.1:${web.port}/`],
    );
  });

  test("the page and its files, and that a browser that has them need not fetch them again", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const page = await ask(web.port, "/");
    assert.equal(page.status, 200);
    assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
    const named = [...page.body.matchAll(/(?:src|href)="(\/page\/[^"]*)"/g)].map(
      (match) => match[1] as string,
    );
    for (const path of [...new Set([...named, "/page/uplot.js", "/page/uplot.css"])]) {
      const { status, headers, body } = await ask(web.port, path);
      assert.equal(status, 200, path);
      assert.ok(body.length > 0, path);
      assert.match(
        headers["content-type"] ?? "",
        /^(text\/(javascript|css|html); charset=utf-8|image\/)/,
        path,
      );
      const again = await ask(web.port, path, { headers: { "If-None-Match": headers.etag ?? "" } });
      assert.deepEqual([again.status, again.body], [304, ""], path);
    }
  });

  test("nothing outside of the page's folder, however it is asked for", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    for (const path of [
      "/page/../index.ts",
      "/page/%2e%2e/index.ts",
      "/page/..%2findex.ts",
      "/page//etc/passwd",
      "/page/",
      "//evil.example/",
      "/index.html",
      "/api",
      "/__proto__",
      "/constructor",
    ]) {
      assert.equal((await ask(web.port, path)).status, 404, path);
    }
  });

  test("methods: HEAD for what can be read, 405 with Allow for others", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const head = await ask(web.port, "/healthz", { method: "HEAD" });
    assert.deepEqual([head.status, head.body], [200, ""]);
    const post = await ask(web.port, "/api/snapshot", { method: "POST", body: "{}" });
    assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
    const get = await ask(web.port, "/api/try");
    assert.deepEqual([get.status, get.headers.allow], [405, "POST"]);
  });

  test("errors are told in the language of the reader", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const messageIn = async (language: string) =>
      (
        JSON.parse((await ask(web.port, "/no", { headers: { "Accept-Language": language } })).body) as {
          message: string;
        }
      ).message;
    assert.match(await messageIn("id-ID,id;q=0.9,en;q=0.8"), /halaman itu tidak ada/);
    assert.match(await messageIn("en-GB"), /no such page/);
  });

  test("health: live unless failed; ready while it is to be sent clients and each thread answers", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0 });
    const look = async (path: string) => {
      const { status, body } = await ask(web.port, path);
      return `${status} ${body.trim()}`;
    };
    assert.equal(await look("/healthz"), "200 ok");
    assert.equal(await look("/readyz"), "200 ready");
    for (const condition of ["starting", "stopping", "stopped"] as const) {
      view.current = madeSnapshot({ condition });
      assert.equal(await look("/readyz"), `503 ${condition}`);
      assert.equal(await look("/healthz"), "200 ok");
    }
    view.current = madeSnapshot({ condition: "failed" });
    assert.equal(await look("/readyz"), "503 failed");
    assert.equal(await look("/healthz"), "503 failed");
    view.current = madeSnapshot();
    view.answering = async () => false;
    assert.equal(await look("/readyz"), "503 a thread does not answer");
  });

  test("however many ask whether it is ready, the threads are asked once at a time", async () => {
    const view = new MadeView();
    const answer = Promise.withResolvers<boolean>();
    let asked = 0;
    view.answering = () => {
      asked++;
      return answer.promise;
    };
    await using web = await startWeb({ view, port: 0 });
    const replies = Array.from({ length: 5 }, () => ask(web.port, "/readyz"));
    await until(() => view.snapshots >= 5, "five questions");
    answer.resolve(true);
    for (const reply of replies) assert.equal((await reply).status, 200);
    assert.equal(asked, 1);
  });
});
