import { fileURLToPath } from "node:url";
import { Child, type ChildReport } from "./child.ts";

/** The programs in attackers/. */
export type AttackerName = "crowd" | "endings" | "flood" | "greedy" | "proxy" | "tls";

/** Starting Python and making some thousand connections on a busy machine. */
const CONNECT_MILLISECONDS = 60_000;

/** Starts an attacker: a process of its own, niced, so that the client whose answers are measured has the processor. */
export function startAttacker(name: AttackerName, plan: Readonly<Record<string, unknown>>): Child {
  const program = fileURLToPath(new URL(`attackers/${name}.py`, import.meta.url));
  // -B: no compiled copies in the source tree.
  return new Child(`attacker ${name}`, "python3", ["-B", program, JSON.stringify(plan)]);
}

/** Waits until a crowd stands. @returns how many connections it has. */
export async function crowdOf(attacker: Child): Promise<ChildReport> {
  return attacker.report("connected", CONNECT_MILLISECONDS);
}
