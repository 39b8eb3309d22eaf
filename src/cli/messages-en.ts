/**
 * English texts of the command line. {@link Messages} is the type of this table,
 * so a text that the Indonesian table lacks is a type error.
 */
export const messagesEn = {
  help: {
    about: "Time server for the JAM protocol (TIME -> JAM hh:mm:ss, TCP port 45000), and clients for it.",
    helpOption: "show this help",
    helpCommand: "show the help of a command",
    version: "show the version",
    lang: "language of all texts: en or id (default: from LC_ALL, LC_MESSAGES, LANG)",
    engine: "runtime to run on: auto, bun or node (default: auto)",
    server: "server to ask: HOST, HOST:PORT, IPV6 or [IPV6]:PORT (default: localhost:45000)",
    titles: {
      "Usage:": "Usage:",
      "Arguments:": "Arguments:",
      "Options:": "Options:",
      "Global Options:": "Options of every command:",
      "Commands:": "Commands:",
    } as Readonly<Record<string, string>>,
    usageWords: { "[options]": "[options]", "[command]": "[command]" } as Readonly<Record<string, string>>,
    defaultValue: "default",
    exitCodes: "Exit code: 0 done, 1 failed at run time, 2 wrong usage.",
  },
  usage: {
    unknownOption: (name: string) => `unknown option "${name}"`,
    unknownCommand: (name: string) => `unknown command "${name}"`,
    didYouMean: (names: string) => `did you mean ${names}?`,
    missingValue: (flags: string) => `the option "${flags}" needs a value`,
    missingArgument: (name: string) => `the argument "${name}" is missing`,
    tooManyArguments: (extra: string) => `too many arguments ("${extra}")`,
    needsToo: (given: string, missing: string) => `"${given}" needs "${missing}" too`,
    notBoth: (one: string, other: string) => `"${one}" and "${other}" cannot be used together`,
  },
  tls: {
    tls: "encrypt the connection (TLS 1.2 or later) and verify the server; the default port is then 45443",
    ca: "certificates of the authorities to trust, PEM, instead of the usual public ones; implies --tls",
    cert: "certificate of this client, PEM, for a server that wants one; with --key; implies --tls",
    key: "private key of --cert, PEM",
    servername: "name or IP address to expect in the server's certificate (default: HOST); implies --tls",
  },
  time: {
    about: "ask a server for the time and print its reply",
    json: "print one JSON object for each reply",
    timeout: "longest wait for the connection and for each reply, in milliseconds (default: 5000)",
    count: "how many times to ask, on one connection (default: 1)",
    interval: "wait between a reply and the next request, in milliseconds (default: 0)",
  },
  client: {
    about: "talk to a server: type TIME, QUIT or anything else, see what it answers",
    clients: "ask for a command for each of N clients, and run them at the same time",
    timeout: "longest wait for the connection and for each reply, in milliseconds (default: 5000)",
    notes: [
      "Each line typed is sent with CR LF; an empty line sends nothing. Ctrl-C, Ctrl-D or the end of",
      "a piped input close the connection.",
    ].join("\n"),
    connected: (server: string) => `Connected to ${server}. Type TIME, QUIT or anything else.`,
    closedByServer: "Connection closed by server.",
    noReply: (text: string, milliseconds: number) =>
      `No reply to "${text}" within ${milliseconds} ms; a late one is shown when it comes.`,
    stillOpen: (milliseconds: number) =>
      `The server did not close the connection within ${milliseconds} ms after QUIT (R5).`,
    noLineEnd: "(no line end)",
    enterCommand: (client: number) => `Enter command for client ${client} (TIME, QUIT, or anything else): `,
    sending: (client: number, text: string) => `[Client-${client}] Sending: ${text}`,
    received: (client: number, text: string) => `[Client-${client}] Received: ${text}`,
    clientClosedByServer: (client: number) => `[Client-${client}] Connection closed by server.`,
    clientSays: (client: number, text: string) => `[Client-${client}] ${text}`,
    askQuit: (client: number) => `[Client-${client}] Send QUIT to close the connection? (y/n): `,
    answerYesOrNo: "Please answer y or n.",
    yes: ["y", "yes"] as readonly string[],
    no: ["n", "no"] as readonly string[],
  },
  swarm: {
    about: "prove that a server serves many clients at once: connect all, ask, hold, draw what happened",
    clients: "number of clients (default: 5)",
    connections: "connections of each client (default: 1)",
    send: "what to send, with \\r \\n \\t \\\\ \\xHH; without any line end CR LF is added (default: TIME\\r\\n)",
    hold: "how long each connection stays open after its reply, begun anew by every other reply, in milliseconds (default: 500)",
    timeout: "longest wait for the connection and for the reply, in milliseconds (default: 5000)",
    json: "print one JSON object with all observations and the verdict, and nothing else",
    notes: [
      "All connections are opened at once. The proof: a later connection is answered while an earlier one,",
      "already answered, is still open. A server that is done with one client before it turns to the next",
      'cannot do that: the verdict is "not concurrent", exit code 1.',
      "A server that takes longer than --hold for one reply needs a longer --hold to be judged.",
    ].join("\n"),
    connected: (name: string, server: string) => `client ${name} connect to socket ${server}`,
    sending: (name: string, octets: string) => `[CLIENT ${name}] sending ${octets}`,
    reply: (reply: string, name: string, wait: string) => `${reply}  (client ${name}, after ${wait})`,
    closing: (name: string, open: string) => `closing  (client ${name}, open for ${open})`,
    closedByServer: (name: string, open: string) => `closed by server  (client ${name}, open for ${open})`,
    failed: (name: string, text: string) => `client ${name} failed: ${text}`,
    wrongReply: "not a JAM reply",
    noLineEnd: "no line end",
    surplusReply: "one reply too many",
    missingReply: "a reply is missing",
    legend: {
      waiting: "waits for its reply",
      open: "opened",
      asked: "asked",
      answered: "answered",
      held: "still open",
      closed: "closed",
      failed: "failed",
    },
    rowsHidden: (count: number) => `... and ${count} more connections, not drawn`,
    answered: (answered: number, all: number) => `${answered} of ${all} connections were answered.`,
    failures: (count: number, text: string) => `Failed: ${count}. The first: ${text}`,
    wrongReplies: (count: number, first: string) => `Wrong replies: ${count}. The first: ${first}`,
    verdict: {
      concurrent: (together: number, all: number) =>
        together === all
          ? `Concurrent: all ${all} connections were open and answered at the same time.`
          : `Concurrent: ${together} of ${all} connections were open and answered at the same time.`,
      limited: (together: number, all: number) =>
        `Concurrent only up to ${together}: of ${all} connections never more than ${together} were served at the same time.`,
      oneAtATime: "Not concurrent: the server is done with one client before it serves the next.",
      tooFew: "Not shown: fewer than two connections were answered, so nothing can be said of concurrency.",
      closedEarly:
        "Not shown: the server closes a connection right after its reply, so no two were seen open together.",
    },
    seen: {
      overlap: (later: string, laterAt: string, earlier: string, earlierAt: string, closedAt: string) =>
        `Seen: client ${later} was answered at ${laterAt}, while client ${earlier}, answered at ${earlierAt}, was open until ${closedAt}.`,
      waited: (later: string, askedAt: string, laterAt: string, earlier: string, closedAt: string) =>
        `Seen: client ${later} asked at ${askedAt} and was answered at ${laterAt}, only after client ${earlier} had closed at ${closedAt}.`,
      gaveUp: (later: string, askedAt: string, gaveUpAt: string, earlier: string) =>
        `Seen: client ${later} asked at ${askedAt} and had no reply until ${gaveUpAt}, all the time that client ${earlier} was open.`,
    },
  },
};

/** Texts of the command line in one language. */
export type Messages = typeof messagesEn;
