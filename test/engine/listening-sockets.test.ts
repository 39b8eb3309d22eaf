import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import {
  isWildcard,
  listeningSockets,
  parseListening,
  processesHolding,
  takesConnectionsTo,
} from "../../src/engine/listening-sockets.ts";

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:AFC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1001 1 0 100 0 0 10 0
   1: 00000000:AFC9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1002 1 0 100 0 0 10 0
   2: 0100007F:AFC8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 1003 1 0 100 0 0 10 0
   3: 0200007F:AFC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1004 1 0 100 0 0 10 0
`;
const TABLE_6 = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:AFC8 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 2001 1
   1: 00000000000000000000000001000000:AFC9 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 2002 1
   2: 0000000000000000FFFF00000100007F:AFCA 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 2003 1
   3: B80D0120000000000000000001000000:AFCB 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 2004 1
`;

/** The sockets of a table that connections to an address go to. */
function inodes(table: string, { host, port }: { host: string; port: number }): string[] {
  return parseListening(table)
    .filter((socket) => socket.port === port && takesConnectionsTo(socket, host))
    .map(({ inode }) => inode);
}

describe("listening sockets in /proc/net", () => {
  test("by port, state and address", () => {
    assert.deepEqual(inodes(TABLE, { host: "127.0.0.1", port: 45000 }), ["1001"]);
    assert.deepEqual(inodes(TABLE, { host: "127.0.0.2", port: 45000 }), ["1004"]);
    assert.deepEqual(inodes(TABLE, { host: "127.0.0.3", port: 45000 }), []);
    assert.deepEqual(inodes(TABLE, { host: "127.0.0.1", port: 45001 }), ["1002"]);
    assert.deepEqual(inodes(TABLE, { host: "127.0.0.1", port: 80 }), []);
  });

  test("IPv6, its wildcard for IPv4 too, and IPv4 in IPv6", () => {
    assert.deepEqual(inodes(TABLE_6, { host: "127.0.0.1", port: 45000 }), ["2001"]);
    assert.deepEqual(inodes(TABLE_6, { host: "::1", port: 45001 }), ["2002"]);
    assert.deepEqual(inodes(TABLE_6, { host: "127.0.0.1", port: 45002 }), ["2003"]);
    assert.deepEqual(inodes(TABLE_6, { host: "2001:db8::1", port: 45003 }), ["2004"]);
    assert.deepEqual(inodes("", { host: "::1", port: 45001 }), []);
  });

  test("whose they are", () => {
    const mine = TABLE.replaceAll(" 0        0 100", " 1000        0 100");
    assert.deepEqual(
      parseListening(mine).map(({ user }) => user),
      [1000, 1000, 1000],
    );
  });

  test("an address that stands for all", () => {
    assert.deepEqual(
      ["::", "0.0.0.0", "::1", "127.0.0.1", "::ffff:0.0.0.0"].map((host) => isWildcard(host)),
      [true, true, false, false, false],
    );
  });
});

describe("listening sockets of this machine", {
  skip: process.platform === "linux" ? false : "needs /proc of Linux",
}, () => {
  test("ours are found with our user and our process", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    const [socket, ...more] = listeningSockets(address.port);
    assert.ok(socket !== undefined && more.length === 0);
    assert.equal(socket.user, process.getuid?.());
    assert.deepEqual(processesHolding(new Set([socket.inode])), [process.pid]);
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(listeningSockets(address.port), []);
  });
});
