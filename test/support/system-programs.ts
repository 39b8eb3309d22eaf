import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a program is called in words, and the Debian package that has it. */
const PROGRAMS: Readonly<Record<string, { readonly title: string; readonly debianPackage: string }>> = {
  nc: { title: "netcat", debianPackage: "netcat-openbsd" },
  telnet: { title: "telnet", debianPackage: "telnet" },
  python3: { title: "Python", debianPackage: "python3" },
  ss: { title: "ss", debianPackage: "iproute2" },
  haproxy: { title: "HAProxy", debianPackage: "haproxy" },
  ps: { title: "ps", debianPackage: "procps" },
  "systemd-notify": { title: "systemd-notify", debianPackage: "systemd" },
  "systemd-analyze": { title: "systemd-analyze", debianPackage: "systemd" },
  prometheus: { title: "Prometheus", debianPackage: "prometheus" },
  promtool: { title: "promtool", debianPackage: "prometheus" },
  openssl: { title: "OpenSSL", debianPackage: "openssl" },
  chromium: { title: "Chromium", debianPackage: "chromium" },
};

/**
 * Options for a test that drives a program of the system:
 *
 *     test("netcat is answered", needsProgram("nc"), async () => { ... });
 *
 * Where the program is missing the test is skipped and says why; with CI=true nothing may be missing.
 *
 * @param command what is looked for in PATH
 * @throws Error when it is missing and CI=true
 */
export function needsProgram(
  command: string,
  environment: NodeJS.ProcessEnv = process.env,
): { skip?: string } {
  if (isInPath(command, environment.PATH ?? "")) return {};
  const { title, debianPackage } = PROGRAMS[command] ?? { title: command, debianPackage: command };
  const reason = `needs ${title}: not installed (apt-get install ${debianPackage})`;
  if (environment.CI === "true") throw new Error(`${reason}; with CI=true no test is skipped for that`);
  return { skip: reason };
}

function isInPath(command: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && isProgram(join(folder, command)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
