/** The form that sends a line to the time port and shows what is answered. */
import { shortTime } from "./amounts.js";
import { element, make } from "./elements.js";
import { language, text } from "./texts.js";

/** Most octets of a line (R10). */
const MOST_OCTETS = 512;

/** Lines of the dialogue that are kept. */
const MOST_LINES = 100;

/** Longer than the server waits for its own port. Milliseconds. */
const ANSWER = 10_000;

/** Lets the form work. */
export function startTryForm() {
  const line = element("try-line", HTMLInputElement);
  element("try", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void send(line.value);
    line.select();
  });
}

/** @param {string} line without line end */
async function send(line) {
  const octets = new TextEncoder().encode(line).length;
  if (octets > MOST_OCTETS) {
    tell(text("try.tooLong", { octets }), "failed");
    return;
  }
  tell(text("try.sent", { line }), "sent");
  try {
    const response = await fetch("/api/try", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": language() },
      body: JSON.stringify({ line }),
      signal: AbortSignal.timeout(ANSWER),
    });
    if (response.status === 429) tell(text("try.tooOften"), "failed");
    else if (!response.ok) {
      const why = await reasonIn(response);
      tell(text("try.failed", { status: response.status, why }), "failed");
    } else tellAnswer(await response.json());
  } catch {
    tell(text("try.unreachable"), "failed");
  }
}

/**
 * What the server says of its refusal, in the page's language.
 *
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function reasonIn(response) {
  const told = await response.text();
  try {
    return String(JSON.parse(told).message ?? told);
  } catch {
    // What stands between the page and its server may answer in its own way.
    return told.slice(0, 300);
  }
}

/** @param {{ reply: string, closed: boolean, milliseconds: number }} answer */
function tellAnswer({ reply, closed, milliseconds }) {
  const time = shortTime(milliseconds / 1000);
  if (reply !== "") tell(text("try.reply", { reply: visible(reply), time }), "reply");
  else tell(text(closed ? "try.closed" : "try.nothing", { time }), "reply");
}

/** @param {string} reply octets that one does not see get their pictures */
function visible(reply) {
  return reply.replace(/\p{Cc}/gu, (octet) => {
    const code = octet.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : octet;
  });
}

/**
 * @param {string} told
 * @param {"sent" | "reply" | "failed"} className
 */
function tell(told, className) {
  const dialogue = element("try-dialogue", HTMLElement);
  dialogue.append(make("p", { className, text: told }));
  while (dialogue.childElementCount > MOST_LINES) dialogue.firstElementChild?.remove();
  dialogue.scrollTop = dialogue.scrollHeight;
}
