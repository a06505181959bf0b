/** Python's `repr(str)`: the quotes that need the least escaping, unprintable characters escaped. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const char of text) body += char === quote || char === "\\" ? `\\${char}` : reprChar(char);
  return quote + body + quote;
}

function reprChar(char: string): string {
  if (char >= " " && char <= "~") return char;
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (char === "\t") return "\\t";
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100 && (code < 0xa1 || code === 0xad)) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(char)) {
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return char;
}

/** Python's `repr` of a list of texts. */
export function reprTexts(texts: readonly string[]): string {
  return `[${texts.map(reprText).join(", ")}]`;
}

/** Python's `repr` of bytes. */
export function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `b${reprText(text).replace(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`)}`;
}
