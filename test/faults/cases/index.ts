import type { Scenario } from "../stage.ts";
import { clockStep } from "./clock-step.ts";
import { descriptorLimit } from "./descriptor-limit.ts";
import { endings } from "./endings.ts";
import { flood } from "./flood.ts";
import { fuzz } from "./fuzz.ts";
import { greedy } from "./greedy.ts";
import { idleReset } from "./idle-reset.ts";
import { proxy } from "./proxy.ts";
import { restart } from "./restart.ts";
import { slowloris } from "./slowloris.ts";
import { soak } from "./soak.ts";
import { stoppedProcess } from "./stopped-process.ts";
import { threadKills } from "./thread-kills.ts";
import { tls } from "./tls.ts";
import { unread } from "./unread.ts";

/** All cases, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  unread,
  slowloris,
  idleReset,
  flood,
  descriptorLimit,
  greedy,
  endings,
  fuzz,
  threadKills,
  stoppedProcess,
  clockStep,
  tls,
  proxy,
  restart,
  soak,
];
