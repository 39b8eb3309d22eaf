import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../src/cli/cert/certificate.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { testCertificates } from "../support/test-certificates.ts";

/** How to start a server with TLS. */
export interface TlsStart {
  /** Default: the good ones for localhost. */
  readonly credentials?: Credentials;
  /** Authority of the clients' certificates. Default: they need none. */
  readonly clientCa?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A `jam serve` with both ports, and the files of its certificates. */
export class TlsServer implements AsyncDisposable {
  readonly process: ServerProcess;
  readonly tlsPort: number;
  readonly #files: CertificateFiles;

  private constructor(process: ServerProcess, tlsPort: number, files: CertificateFiles) {
    this.process = process;
    this.tlsPort = tlsPort;
    this.#files = files;
  }

  static async start(configuration: Configuration, start: TlsStart = {}): Promise<TlsServer> {
    const files = await CertificateFiles.create(start.credentials, start.clientCa);
    try {
      const args = [...files.args, "--tls-port", "0", ...(start.args ?? [])];
      const process = await ServerProcess.start({ ...configuration, args, env: start.env ?? {} });
      return new TlsServer(process, Number(process.find("listening")?.tlsPort), files);
    } catch (error) {
      await files[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Puts other certificates into the files and has them read: waits for the event that says how that went. */
  async renew(credentials: Partial<Credentials>, outcome: "tls-renewed" | "tls-not-renewed"): Promise<void> {
    await this.#files.write(credentials);
    const since = this.process.events.length;
    this.process.signal("SIGHUP");
    await this.process.event(outcome, undefined, since);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    await this.#files[Symbol.asyncDispose]();
  }
}

/** Certificate and key in files of a folder of their own. */
export class CertificateFiles implements AsyncDisposable {
  readonly #folder: string;
  /** The options of `jam serve` that name them. */
  readonly args: readonly string[];

  private constructor(folder: string, hasClientCa: boolean) {
    this.#folder = folder;
    const clientCa = hasClientCa ? ["--tls-client-ca", join(folder, "clients.pem")] : [];
    this.args = ["--tls-cert", join(folder, "cert.pem"), "--tls-key", join(folder, "key.pem"), ...clientCa];
  }

  static async create(credentials?: Credentials, clientCa?: string): Promise<CertificateFiles> {
    const folder = await mkdtemp(join(tmpdir(), "jamd-tls-"));
    const files = new CertificateFiles(folder, clientCa !== undefined);
    await files.write(credentials ?? (await testCertificates()).server);
    if (clientCa !== undefined) await writeFile(join(folder, "clients.pem"), clientCa);
    return files;
  }

  async write({ certificate, key }: Partial<Credentials>): Promise<void> {
    if (certificate !== undefined) await writeFile(join(this.#folder, "cert.pem"), certificate);
    if (key !== undefined) await writeFile(join(this.#folder, "key.pem"), key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
