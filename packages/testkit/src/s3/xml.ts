type Content = string | number | boolean | readonly Node[];
type Node = readonly [name: string, content: Content];

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** An XML document as S3 sends them. */
export function xml(root: string, nodes: readonly Node[]): string {
  const body = write([root, nodes]).replace(`<${root}>`, `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function write([name, content]: Node): string {
  const inner = Array.isArray(content)
    ? (content as readonly Node[]).map(write).join("")
    : String(content).replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
  return `<${name}>${inner}</${name}>`;
}

/** Texts of all elements of this name, in order: enough for what clients send. */
export function textsOf(document: string, name: string): string[] {
  const found = document.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"));
  return [...found].map((match) => unescape(match[1] ?? ""));
}

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);/g, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[name] ?? whole;
  });
}
