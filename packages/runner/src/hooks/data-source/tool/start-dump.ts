import type { DataSourceContext, DumpStream } from "../data-source-hook.ts";
import { expectSuccess } from "./run-tool.ts";
import { startTool } from "./start-tool.ts";
import type { ToolPipe } from "./supervisor.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * Starts a dump into a named pipe that exists already. It waits there until somebody reads.
 *
 * @param title For messages: "Dump of PostgreSQL database shop".
 */
export function startDump(title: string, call: ToolCall, pipe: ToolPipe, context: DataSourceContext): DumpStream {
  const tool = startTool(call, context, { pipe });
  tool.stdin.end();
  const finished = tool.ended.then((end) => expectSuccess(title, call, end));
  // whoever waits for it may come later
  finished.catch(() => {});
  return { title, path: pipe.path, finished, stop: () => tool.stop() };
}
