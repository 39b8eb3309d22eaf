import { behaviourSuite } from "./behaviour-suite.ts";

behaviourSuite({ engine: "bun", threads: 2 });
