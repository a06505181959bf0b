/** Text between quotes as Borg prints file names in error messages (Python's `repr` of a string). */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = quote;
  for (const character of text) shown += shownCharacter(character, quote);
  return shown + quote;
}

/** Bytes as Python prints them: `b'…'`, everything outside printable ASCII as `\xNN`. */
export function pythonBytesRepr(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  const shown = pythonRepr(text);
  return `b${shown.replace(/[^ -~]/g, (character) => hexEscape(character.charCodeAt(0)))}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const NOT_PRINTABLE = /^[\p{C}\p{Z}]$/u;

function shownCharacter(character: string, quote: string): string {
  const escape = ESCAPES[character];
  if (escape !== undefined) return escape;
  if (character === quote) return `\\${quote}`;
  if (character === " " || !NOT_PRINTABLE.test(character)) return character;
  return hexEscape(character.codePointAt(0) ?? 0);
}

function hexEscape(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
