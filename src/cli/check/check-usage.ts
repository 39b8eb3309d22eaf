import { JamError } from "../../errors/index.ts";

/** What is wrong with the arguments of `jam check`. */
export function checkUsage(reason: string): JamError {
  return new JamError("JAM_USAGE", { reason, help: "jam check --help" });
}
