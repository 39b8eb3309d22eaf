import { modelSuite } from "./behaviour-suite.ts";

modelSuite({ engine: "bun", threads: 1, model: "iterative" });
