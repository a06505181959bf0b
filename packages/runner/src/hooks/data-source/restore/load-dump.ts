import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { expectSuccess } from "../tool/run-tool.ts";
import { startTool } from "../tool/start-tool.ts";
import type { ToolCall } from "../tool/tool-call.ts";
import type { ArchiveReader } from "./restore-request.ts";

/**
 * Runs a tool that reads a dump of an archive at its standard input. The tool never takes a part of a dump for the whole: if the archive
 * cannot be read to the end, the tool is ended before its input is.
 *
 * @param title For messages: "Restore of PostgreSQL database shop".
 * @param path Of the dump in the archive.
 * @throws {DataSourceFailed} If the tool fails, or ends before it has read all.
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
  const toolEnded = new AbortController();
  void tool.ended.then(() => toolEnded.abort());
  try {
    await reader.writeContents([`pf:${path}`], tool.stdin, AbortSignal.any([context.signal, toolEnded.signal]));
  } catch (error) {
    // whichever ended first is to blame; both end within moments of each other
    await Promise.race([tool.ended, new Promise((resolve) => setTimeout(resolve, BLAME_DELAY_MS))]);
    const isToolToBlame = toolEnded.signal.aborted;
    tool.stop();
    const end = await tool.ended;
    if (!isToolToBlame) throw error;
    expectSuccess(title, call, end);
    throw new DataSourceFailed(`${title} failed: ${call.words[0]} has not read the whole dump`, { cause: error });
  }
  tool.stdin.end();
  expectSuccess(title, call, await tool.ended);
}

/** How long a tool is given to tell why it does not read any more. */
const BLAME_DELAY_MS = 500;
