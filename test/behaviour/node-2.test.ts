import { behaviourSuite } from "./behaviour-suite.ts";

behaviourSuite({ engine: "node", threads: 2 });
