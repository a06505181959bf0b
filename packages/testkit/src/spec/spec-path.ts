import { fileURLToPath } from "node:url";

/** Path below the specification folder, which lies beside the checkout (or where `COFFER_SPEC` points). */
export function specPath(name: string): string {
  const base = process.env["COFFER_SPEC"] ?? fileURLToPath(new URL("../../../../../shared/spec", import.meta.url));
  return `${base}/${name}`;
}
