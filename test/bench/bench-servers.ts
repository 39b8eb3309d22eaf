import type { Socket } from "node:net";
import { onLines, type ScriptedServer, startScripted } from "../support/scripted-server.ts";

/** `JAM hh:mm:ss` CR LF of this moment, in UTC. */
export function replyNow(shiftSeconds = 0): string {
  return `JAM ${new Date(Date.now() + shiftSeconds * 1000).toISOString().slice(11, 19)}\r\n`;
}

/** What a server does with each line; the default answers as the protocol says. */
export type LineAnswer = (socket: Socket, line: string) => void;

/** Answers TIME with what `reply` gives, and closes on QUIT. */
export function answerTime(reply: (socket: Socket) => string): LineAnswer {
  return (socket, line) => {
    if (line === "TIME") socket.write(reply(socket), "latin1");
    else if (line === "QUIT") socket.end();
  };
}

/** Starts a server on a free port. */
export function startServer(answer: LineAnswer = answerTime(() => replyNow())): Promise<ScriptedServer> {
  return startScripted((socket) => onLines(socket, (line) => answer(socket, line)));
}

/**
 * Begins to act badly at the n-th TIME, counted from 1: the first ones are those of the generator's own
 * first question.
 */
export function fromRequest(first: number, bad: LineAnswer): LineAnswer {
  const well = answerTime(() => replyNow());
  let requests = 0;
  return (socket, line) => {
    if (line === "TIME") requests++;
    (requests >= first ? bad : well)(socket, line);
  };
}
