/** Characters that a page, a terminal or a parser may take for something else than a letter, but for LF. */
const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

/**
 * A text without control characters, such as a server may have printed them: `\xHH` or `\u{HHHH}` stands for each.
 * Line ends stay; what turns the writing direction or belongs to half a character does not.
 */
export function withoutControls(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\t") return "  ";
    const digits = code.toString(16).padStart(2, "0");
    return code < 0x100 ? `\\x${digits}` : `\\u{${digits}}`;
  });
}
