import type { CheckResult } from "../../check/index.ts";
import { JamError } from "../../errors/index.ts";

/** Why no server answers, from the code of the system that the first connection failed with. */
export function noServerError({ target, cases }: CheckResult, milliseconds: number): JamError {
  const code = String(
    cases.find(({ finding }) => finding.facts.code !== undefined)?.finding.facts.code ?? "",
  );
  switch (code) {
    case "":
    case "ETIMEDOUT":
      return new JamError("JAM_CONNECT_TIMEOUT", { server: target, milliseconds });
    case "ECONNREFUSED":
      return new JamError("JAM_CONNECT_REFUSED", { server: target });
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new JamError("JAM_HOST_NOT_RESOLVED", { host: target.replace(/:\d+$/, ""), reason: code });
    default:
      return new JamError("JAM_CONNECT_FAILED", { server: target, reason: code });
  }
}
