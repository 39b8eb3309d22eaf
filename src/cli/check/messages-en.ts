/** English texts of `jam check`; {@link CheckMessages} is the type of the table. */
export const checkMessagesEn = {
  about:
    "check a time server against the assignment: what is wrong, why it matters, where to look, and a grade",
  command: "behind --: the command that starts the server; it is stopped when it has been checked",
  only: "run only these cases or requirements, such as R4/format or R8; with commas, or given again",
  skip: "leave out these cases or requirements",
  list: "list the cases with their level and points, and check nothing",
  strict: "hold every SHOULD to be a MUST",
  profile: "what the server is held to: sheet, what the assignment asks, or jamd, all of R1 to R12",
  json: "write the result as JSON to FILE (- is standard output)",
  junit: "write the result as JUnit XML to FILE",
  tap: "write the result in the Test Anything Protocol to FILE",
  html: "write the result as one page to hand back to FILE",
  rubric: "weights of the cases for the grade, a JSON file (docs/check.md)",
  patience: "longest wait for one answer (500ms, 2s)",
  timeout: "longest time for the whole check (90s, 5m)",
  pid: "process id of the server, for what its process is observed for; auto finds it by the port (default: auto)",
  folder: "where a command runs: in a copy of this folder, in an empty one, or here",
  verbose: "tell of every failed case all there is, with what was sent and received",
  notes: [
    "Examples:",
    "  jam check                                    the server on this machine, port 45000",
    "  jam check -- python3 server.py               starts the server, checks it, stops it",
    "  jam check --html report.html -- node main.js",
    "  jam check 192.0.2.7:45000 --only R4,R8 --verbose",
    "",
    "With a command, the kernel is asked which port the server listens on (elsewhere than on Linux: HOST:PORT before --).",
    "A file for a report is written also when the check fails.",
  ].join("\n"),
  exitCodes:
    "Exit code: 0 the server does all that it MUST, 1 it does not, 2 wrong usage, 3 no server answers, or it could not be started.",
  unknownCase: 'a case or a requirement of "jam check --list"',
  nothingLeft: "no case is left to be run",
  oneStandardOutput: "only one report can go to standard output",
  sameFile: (file: string) => `two reports cannot go to the same file "${file}"`,
  emptyCommand: 'no command stands behind "--"',
  tooManyServers: "only one server can be checked at a time; a command stands behind --",
  optionTakesDashes: 'the value of an option cannot be "--"',
  pidOfCommand: '"--pid" is for a server that is running already',
  interrupted: "Interrupted: nothing is graded.",
  lingering: (seconds: number) =>
    `The port is still held by connections of an earlier server; waiting for up to ${seconds} s ...`,
  written: (file: string) => `Written: ${file}`,
  progress: (done: number, of: number, name: string) => `${done} of ${of}  ${name}`,
  restarted: (after: string) => `the server was lost in ${after}, and was started again`,
  starting: (command: string) => `starting ${command} ...`,
  notStarted: {
    "not-found": (reason: string) => `it cannot be run (${reason})`,
    exited: (reason: string) => `it ended (${reason}) before it listened`,
    "not-listening": (seconds: string) => `it did not listen on any port within ${seconds} s`,
    aborted: () => "it was stopped",
    taken: (port: number) => `another program listens on port ${port}`,
  },
  lastOutput: "What it printed last:",
  rubricProblem: {
    "not-json": (reason: string) => `it is not JSON (${reason})`,
    "not-an-object": "it is not a JSON object",
    "no-weights": 'it has no "weights", an object with a number for each case or requirement',
    "unknown-field": (field: string) =>
      `the field "${field}" is not known; there are "name", "weights", "others"`,
    name: (value: string) => `"name" is ${value}, not a text of up to 200 characters`,
    others: (value: string) => `"others" is ${value}, not "default" or "none"`,
    "unknown-id": (id: string, nearest: string) =>
      `"${id}" is no case and no requirement (did you mean "${nearest}"?)`,
    "not-in-profile": (id: string, profile: string) => `"${id}" is not a part of the profile "${profile}"`,
    "bad-weight": (id: string, value: string) =>
      `the weight of "${id}" is ${value}, not a number from 0 to 1000000`,
    "all-zero": "no case has a weight above 0",
  },
};

/** Texts of `jam check` in one language. */
export type CheckMessages = typeof checkMessagesEn;
