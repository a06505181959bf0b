import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { startTool, type ToolEnd } from "./start-tool.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * Runs a tool to its end.
 *
 * @param title What it does, for the message: "Dump of PostgreSQL database shop".
 * @param options `capture`: what it prints is the answer; `input`: what it reads.
 * @returns What it has printed, if `capture` is set.
 * @throws {DataSourceFailed} Unless its exit code is 0.
 */
export async function runTool(
  title: string,
  call: ToolCall,
  context: DataSourceContext,
  { capture = false, input = "" }: { readonly capture?: boolean; readonly input?: string } = {},
): Promise<string> {
  const tool = startTool(call, context, { capture });
  tool.stdin.end(input);
  const end = await tool.ended;
  expectSuccess(title, call, end);
  return end.output;
}

/** @throws {DataSourceFailed} Unless the exit code is 0. The message ends with the last lines that the tool has said. */
export function expectSuccess(title: string, { words }: ToolCall, { code, lastLines }: ToolEnd): void {
  if (code === 0) return;
  const message = `${title} failed: ${words[0]} ended with exit code ${code}`;
  throw new DataSourceFailed([message, ...lastLines].join("\n"));
}
