import { modelSuite } from "./behaviour-suite.ts";

modelSuite({ engine: "node", threads: 1, model: "thread-per-connection" });
