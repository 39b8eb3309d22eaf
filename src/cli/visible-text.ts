/** Characters that move the cursor, change the terminal, turn the writing direction or break a line. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const NAMED: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A text on one line that is safe to print: control characters as `\n`, `\xHH` or `\u{HHHH}`. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const code = character.codePointAt(0) as number;
    return NAMED[character] ?? (code < 0x100 ? `\\x${hex(code)}` : `\\u{${hex(code)}}`);
  });
}

/** Octets as Python shows them, `b'TIME\r\n'`: the sheets' logs are written so. */
export function pythonBytes(octets: Uint8Array): string {
  let text = "";
  for (const octet of octets) {
    const character = String.fromCharCode(octet);
    if (character === "\\" || character === "'") text += `\\${character}`;
    else if (octet >= 0x20 && octet < 0x7f) text += character;
    else text += NAMED[character] ?? `\\x${hex(octet)}`;
  }
  return `b'${text}'`;
}

function hex(code: number): string {
  return code.toString(16).padStart(2, "0");
}
