import { Writable } from "node:stream";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { expectSuccess } from "../tool/run-tool.ts";
import { type RunningTool, startTool } from "../tool/start-tool.ts";
import type { ToolCall } from "../tool/tool-call.ts";
import type { ArchiveReader } from "./restore-request.ts";

/**
 * Runs a tool that reads a dump of an archive at its standard input. The tool never takes a part of a dump for the whole: if the archive
 * cannot be read to the end, the tool is ended before its input is. A tool may end well before the archive does, for it knows the end of
 * its own format; what comes after that is read and dropped.
 *
 * @param title For messages: "Restore of PostgreSQL database shop".
 * @param path Of the dump in the archive.
 * @throws {DataSourceFailed} If the tool fails, or the dump is empty.
 * @throws What reading the archive throws.
 */
export async function loadDump(
  title: string,
  call: ToolCall,
  path: string,
  reader: ArchiveReader,
  context: DataSourceContext,
): Promise<void> {
  const tool = startTool(call, context);
  const toolFailed = new AbortController();
  void tool.ended.then(({ code }) => {
    if (code !== 0) toolFailed.abort();
  });
  const input = new DumpInput(tool);
  try {
    await reader.writeContents([`pf:${path}`], input, AbortSignal.any([context.signal, toolFailed.signal]));
    if (input.size === 0) throw new DataSourceFailed(`${title} failed: ${path} is empty`);
  } catch (error) {
    if (toolFailed.signal.aborted) expectSuccess(title, call, await tool.ended);
    tool.stop();
    await tool.ended;
    throw error;
  }
  tool.stdin.end();
  expectSuccess(title, call, await tool.ended);
}

/** Standard input of a tool, as long as the tool wants any. */
class DumpInput extends Writable {
  /** Bytes so far. */
  size: number = 0;
  readonly #tool: RunningTool;

  constructor(tool: RunningTool) {
    super();
    this.#tool = tool;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.size += chunk.length;
    // whether a tool that reads no more has done its work is told by its exit code
    if (this.#tool.stdin.writable) this.#tool.stdin.write(chunk, () => done());
    else done();
  }
}
