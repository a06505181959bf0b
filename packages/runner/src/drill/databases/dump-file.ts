import { open } from "node:fs/promises";

/** Up to `length` bytes from the beginning or the end of a file, as text. */
export async function readEdge(path: string, edge: "begin" | "end", length: number): Promise<string> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.min(length, size));
  await file.read(buffer, 0, buffer.length, edge === "begin" ? 0 : size - buffer.length);
  return buffer.toString("latin1");
}
