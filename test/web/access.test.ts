import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { JamError } from "../../src/errors/index.ts";
import { isLoopback, isToken, startWeb } from "../../src/web/index.ts";
import { ask } from "./http-client.ts";
import { MadeView } from "./made-view.ts";

const TOKEN = "a-secret-of-the-lab-0123456789";

describe("who may read", () => {
  test("every answer forbids foreign scripts, frames and types, errors too", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    for (const path of [
      "/",
      "/page/icon.svg",
      "/api/snapshot",
      "/metrics",
      "/healthz",
      "/no",
      "/api/lives?since=x",
    ]) {
      const { headers } = await ask(web.port, path);
      const policy = (headers["content-security-policy"] as string).split("; ");
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]) {
        assert.ok(policy.includes(rule), `${path}: ${rule}`);
      }
      assert.equal(headers["x-content-type-options"], "nosniff", path);
      assert.equal(headers["x-frame-options"], "DENY", path);
      assert.equal(headers["referrer-policy"], "no-referrer", path);
      assert.equal(headers["cross-origin-resource-policy"], "same-origin", path);
      assert.equal(headers["access-control-allow-origin"], undefined, path);
      assert.match(headers["cache-control"] ?? "", /^no-(store|cache)$/, path);
    }
  });

  test("the page has no script and no style of its own in it, which the policy would forbid", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const { body } = await ask(web.port, "/");
    assert.doesNotMatch(body, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i);
  });

  test("a name that is not ours is refused, whatever is asked for (DNS rebinding)", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    const own = [
      "localhost",
      "127.0.0.1",
      "[::1]",
      "LOCALHOST:80",
      `127.0.0.1:${web.port}`,
      "192.0.2.1:8080",
    ];
    for (const host of own)
      assert.equal((await ask(web.port, "/healthz", { headers: { host } })).status, 200, host);
    const foreign = [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "a b",
      "[evil]",
      "x:y",
    ];
    for (const host of foreign) {
      for (const path of ["/", "/api/snapshot", "/metrics", "/healthz", "/no"]) {
        const { status } = await ask(web.port, path, { headers: { host } });
        // A broken Host may be refused by the parser of HTTP already.
        assert.ok(status === 421 || status === 400, `${host} ${path}: ${status}`);
      }
    }
  });

  test("with a token: nothing but health without it; by header, or by a cookie that the address got", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0, token: TOKEN });
    const status = async (path: string, headers = {}) => (await ask(web.port, path, { headers })).status;
    for (const path of ["/", "/page/icon.svg", "/api/snapshot", "/api/stream", "/metrics", "/no"]) {
      const refused = await ask(web.port, path);
      assert.equal(refused.status, 401, path);
      assert.match(refused.headers["www-authenticate"] ?? "", /^Bearer/);
      assert.ok(!refused.body.includes("10:05:05"), path);
    }
    assert.equal(await status("/healthz"), 200);
    assert.equal(await status("/readyz"), 200);
    assert.equal(await status("/metrics", { authorization: `Bearer ${TOKEN}` }), 200);
    assert.equal(await status("/metrics", { authorization: `bearer ${TOKEN}` }), 200);
    for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, "Bearer", `Basic ${TOKEN}`, TOKEN]) {
      assert.equal(await status("/metrics", { authorization: wrong }), 401, wrong);
    }
    assert.equal(await status("/?token=wrong"), 401);
    assert.equal(await status(`/api/snapshot?token=${TOKEN}`), 401);
    const given = await ask(web.port, `/?token=${TOKEN}`);
    assert.deepEqual([given.status, given.headers.location], [303, "/"]);
    const [cookie = ""] = given.headers["set-cookie"] ?? [];
    assert.match(cookie, /; HttpOnly/);
    assert.match(cookie, /; SameSite=Strict/);
    assert.ok(!cookie.includes(TOKEN));
    const [pair = ""] = cookie.split(";");
    assert.equal(await status("/", { cookie: pair }), 200);
    assert.equal(await status("/api/snapshot", { cookie: `a=b; ${pair}; c=d` }), 200);
    assert.equal(await status("/api/snapshot", { cookie: `${pair}x` }), 401);
    // A browser sends the cookie for the name it got it from alone, so any name will do.
    assert.equal(await status("/", { cookie: pair, host: "time.lab.example" }), 200);
  });

  test("without a token only this machine is served", async () => {
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "time.example"]) {
      await assert.rejects(
        startWeb({ view: new MadeView(), host, port: 0 }),
        (error) =>
          error instanceof JamError && error.code === "JAM_HTTP_TOKEN_NEEDED" && error.exitCode === 2,
      );
    }
    await using web = await startWeb({ view: new MadeView(), host: "0.0.0.0", port: 0, token: TOKEN });
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("loopback addresses and tokens are told from others", () => {
    for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) assert.ok(isLoopback(host), host);
    for (const host of ["127.0.0.1.evil.example", "127.x", "0.0.0.0", "::", "10.0.0.1"])
      assert.ok(!isLoopback(host), host);
    assert.ok(isToken("0123456789abcdef"));
    assert.ok(isToken("x".repeat(512)));
    for (const text of ["", "0123456789abcde", "x".repeat(513), "0123456789abc def", "0123456789abcdé!"]) {
      assert.ok(!isToken(text), text);
    }
  });

  test("a port that is taken is an error with a name", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    await assert.rejects(
      startWeb({ view: new MadeView(), port: web.port }),
      (error) => error instanceof JamError && error.code === "JAM_HTTP_PORT_TAKEN",
    );
  });
});
