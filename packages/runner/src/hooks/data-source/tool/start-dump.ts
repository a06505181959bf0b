import { existsSync } from "node:fs";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext, DumpStream } from "../data-source-hook.ts";
import { expectSuccess } from "./run-tool.ts";
import { startTool } from "./start-tool.ts";
import type { ToolPipe } from "./supervisor.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * Starts a dump into a named pipe, which is there when this resolves. It waits there until somebody reads.
 *
 * @param title For messages: "Dump of PostgreSQL database shop".
 * @throws {DataSourceFailed} If the pipe cannot be made; nothing runs then.
 */
export async function startDump(
  title: string,
  call: ToolCall,
  pipe: ToolPipe,
  context: DataSourceContext,
): Promise<DumpStream> {
  const tool = startTool(call, context, { pipe });
  tool.stdin.end();
  await tool.ready;
  if (!existsSync(pipe.path)) {
    const { lastLines } = await tool.ended;
    throw new DataSourceFailed([`The named pipe ${pipe.path} cannot be made`, ...lastLines].join("\n"));
  }
  const finished = tool.ended.then((end) => expectSuccess(title, call, end));
  // whoever waits for it may come later
  finished.catch(() => {});
  return { title, path: pipe.path, finished, stop: () => tool.stop() };
}
