import type { ErrorCorrection } from "qr";
import { escapeHtml } from "../text/index.ts";

/** How much of a damaged code can be made good, best first: 30, 25, 15 and 7 percent. */
const LEVELS: readonly ErrorCorrection[] = ["high", "quartile", "medium", "low"];

/** Empty modules around a code, without which scanners do not find it. */
const BORDER = 4;

const STYLE = `@page { margin: 15mm }
body { font-family: sans-serif; margin: 1em auto; max-width: 180mm }
h1 { font-size: 1.4em }
pre { background: #f4f4f4; padding: .5em; overflow-wrap: anywhere }
svg { display: block; width: 110mm; height: 110mm; margin: auto }
.typed { columns: 2; font-size: .72em }
.notes { border-top: 1px solid; margin-top: 2em; height: 3em }
@media print { pre { background: none } }`;

/**
 * `key export --qr-html`: a page to be printed, which needs neither scripts nor a network.
 *
 * @param plain Content of the key file: what the QR code holds.
 * @param paper The same for typing in.
 * @throws {Error} If the key is too long for a QR code (about 2900 characters).
 */
export async function formatKeyPage(plain: string, paper: string): Promise<string> {
  const [header = ""] = plain.split("\n");
  const typed = paper.slice(paper.indexOf("BORG PAPER KEY"));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Borg key backup</title>
<style>
${STYLE}
</style>
</head>
<body>
<h1>Borg key backup</h1>
<p>Key of the repository <code>${escapeHtml(header.split(" ")[1] ?? "")}</code>. It is of no use without its passphrase,
which this page does not hold.</p>
<p>To put the key back, scan the code, save its text to a file, and run</p>
<pre>borg key import /path/to/repo FILE</pre>
${qrCode(await encodeStrongly(plain))}
<p>or type in these lines as <code>borg key import --paper /path/to/repo</code> asks for them:</p>
<pre class="typed">
${escapeHtml(typed)}</pre>
<p class="notes">Notes:</p>
</body>
</html>
`;
}

/** The code as a picture: dark modules as one path, a unit each. */
function qrCode(modules: readonly (readonly boolean[])[]): string {
  const size = modules.length;
  const path = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" role="img">
<title>QR code of the key</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="${path.join("")}"/>
</svg>`;
}

/** The code with the best error correction that the text leaves room for. */
async function encodeStrongly(text: string): Promise<boolean[][]> {
  const { encodeQR } = await import("qr");
  let reason: unknown;
  for (const ecc of LEVELS) {
    try {
      return encodeQR(text, "raw", { ecc, border: BORDER });
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}
