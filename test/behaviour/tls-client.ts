import { connect as connectPlain, type Socket } from "node:net";
import { connect, type SecureVersion, type TLSSocket } from "node:tls";
import type { Credentials } from "../../src/cli/cert/certificate.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { within } from "../support/waiting.ts";

/** How to connect. */
export interface TlsClientOptions {
  readonly port: number;
  /** Default: TLS 1.2 or 1.3, whatever the server prefers. */
  readonly version?: SecureVersion;
  /** Default: it shows no certificate. */
  readonly credentials?: Credentials;
}

/** A client over TLS that knows nothing of the protocol. */
export class TlsClient implements Disposable {
  readonly #plain: Socket;
  readonly #socket: TLSSocket;
  readonly #ended: Promise<void>;
  #octets = "";
  #error: Error | null = null;
  #onOctets: () => void = () => {};

  private constructor(plain: Socket, socket: TLSSocket) {
    this.#plain = plain;
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#octets += chunk.toString("latin1");
      this.#onOctets();
    });
    socket.on("error", (error) => {
      this.#error = error;
    });
    this.#ended = new Promise((resolve) => {
      socket.once("end", resolve);
      socket.once("close", resolve);
    });
    void this.#ended.then(() => this.#onOctets());
  }

  /** Connects, shakes hands, and trusts the authority of the tests. Fails as the handshake does. */
  static async connect({ port, version, credentials }: TlsClientOptions): Promise<TlsClient> {
    const { authority } = await testCertificates();
    const plain = connectPlain({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const socket = connect({
      socket: plain,
      servername: "localhost",
      ca: authority.certificate,
      ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
      ...(credentials === undefined ? {} : { cert: credentials.certificate, key: credentials.key }),
    });
    const secured = new Promise<void>((resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("closed during the handshake")));
    });
    await within(secured, `a handshake with port ${port}`);
    return new TlsClient(plain, socket);
  }

  /** The client's own port, by which the log names it. */
  get port(): number {
    return this.#plain.localPort ?? 0;
  }

  /** Common name in the server's certificate, and when that ends. */
  get server(): { readonly name: string; readonly fingerprint: string } {
    const { subject, fingerprint256 } = this.#socket.getPeerCertificate();
    return { name: String(subject.CN), fingerprint: fingerprint256 };
  }

  get version(): string | null {
    return this.#socket.getProtocol();
  }

  send(octets: string): Promise<void> {
    return new Promise((resolve) => this.#socket.write(octets, "latin1", () => resolve()));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Takes exactly so many octets. */
  async take(count: number): Promise<string> {
    const what = () => `${count} octets; ${this.#octets.length} came`;
    const arrived = new Promise<void>((resolve, reject) => {
      this.#onOctets = () => {
        if (this.#octets.length >= count) resolve();
        else if (this.#socket.readableEnded || this.#socket.closed)
          reject(new Error(`it ended before ${what()}`));
      };
    });
    this.#onOctets();
    await within(arrived, what);
    const taken = this.#octets.slice(0, count);
    this.#octets = this.#octets.slice(count);
    return taken;
  }

  /** Takes all octets until the server ends. `error` is what the connection broke with, if it did. */
  async takeToEnd(milliseconds?: number): Promise<{ octets: string; error: Error | null }> {
    await within(this.#ended, () => `the server's end; ${this.#octets.length} octets came`, milliseconds);
    return { octets: this.#octets, error: this.#error };
  }

  async ask(line: string, replyLength: number): Promise<string> {
    await this.send(line);
    return this.take(replyLength);
  }

  /** Sends close_notify and goes on reading. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.#plain.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.#plain.destroy();
  }
}
