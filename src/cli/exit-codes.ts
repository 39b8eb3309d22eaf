/** Exit codes of every `jam` command. */
export const EXIT = {
  /** Done; also when the reader of the output left (EPIPE) or the user ended a session. */
  ok: 0,
  /** Failed at run time: a server that is not there, silent, wrong-speaking, or not concurrent. */
  failed: 1,
  /** Wrong usage: an unknown command or option, a value out of its range. */
  usage: 2,
  /** `jam bench`, `jam check`: no server answers, or none could be started, so nothing was measured or graded. */
  noServer: 3,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
