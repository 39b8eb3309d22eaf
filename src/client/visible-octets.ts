/** Characters and escapes of a peer's text that an error message shows; the rest is cut. */
const SHOWN_CHARACTERS = 64;

/** Control characters, direction marks, private use and line separators: nothing of that is printed as it is. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\\]/gu;
const NAMED: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };
const CHARACTERS_AND_ESCAPES = /\\x..|\\u\{[^}]*\}|\\.|./gsu;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * What a peer sent, safe to print on one line: UTF-8 is shown as text when all of it is valid, else
 * every octet outside ASCII as `\xHH`; control characters as `\r`, `\n`, `\t`, `\xHH` or `\u{HHHH}`.
 */
export function visibleText(octets: Uint8Array): string {
  try {
    return utf8.decode(octets).replace(UNPRINTABLE, escapeCharacter);
  } catch {
    return Array.from(octets, visibleOctet).join("");
  }
}

/** {@link visibleText}, cut with `...` where it would flood a message. */
export function excerpt(octets: Uint8Array): string {
  const text = visibleText(octets);
  const shown = cut(text);
  return shown.length < text.length ? `${shown}...` : text;
}

/** The beginning of {@link visibleText}, for a message that says itself that there is more. */
export function beginning(octets: Uint8Array): string {
  return cut(visibleText(octets));
}

function cut(text: string): string {
  return (text.match(CHARACTERS_AND_ESCAPES) ?? []).slice(0, SHOWN_CHARACTERS).join("");
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  return NAMED[character] ?? (code < 0x100 ? `\\x${hex(code)}` : `\\u{${hex(code)}}`);
}

function visibleOctet(octet: number): string {
  if (octet >= 0x80) return `\\x${hex(octet)}`;
  return String.fromCharCode(octet).replace(UNPRINTABLE, escapeCharacter);
}

function hex(code: number): string {
  return code.toString(16).padStart(2, "0");
}
