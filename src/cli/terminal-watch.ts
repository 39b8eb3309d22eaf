import { isatty } from "node:tty";

const STANDARD_DESCRIPTORS = [0, 1, 2];

/** The terminal that a process was started from, if there was one. */
export class TerminalWatch {
  readonly #descriptors = STANDARD_DESCRIPTORS.filter((descriptor) => isatty(descriptor));

  /** Whether there was one and it is closed: the system then says of its descriptors that they are no terminal. */
  get isClosed(): boolean {
    return this.#descriptors.some((descriptor) => !isatty(descriptor));
  }
}
