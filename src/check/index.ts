/**
 * The checker: observes a time server from outside and tells what is wrong with it. It has its own wire code, and imports
 * nothing of ours: what it says of our server is as independent as what it says of any other.
 */
export { ALL_CASES } from "./cases/all.ts";
export { gradeOf, isCounted } from "./grade.ts";
export {
  type Launch,
  LaunchedServer,
  type LaunchFailure,
  type LaunchOptions,
  launchServer,
  USUAL_PORT,
} from "./launched-server.ts";
export { findLocalProcess } from "./local-process.ts";
export * from "./model.ts";
export { visible } from "./octets.ts";
export {
  type CheckOptions,
  type CheckProgress,
  type Selection,
  selectCases,
  unknownNames,
} from "./options.ts";
export * from "./rubric.ts";
export { checkServer } from "./runner.ts";
export { WORKING_FOLDER_KINDS, type WorkingFolderKind } from "./working-folder.ts";
