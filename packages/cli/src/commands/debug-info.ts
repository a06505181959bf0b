import { type Command, defineCommand } from "./command.ts";
import { systemInfo } from "../environment/index.ts";
import { reprText } from "../text/index.ts";

const EPILOG = `Prints versions of this program and of the system, for reports of faults.`;

export const command: Command = defineCommand(
  {
    name: "debug info",
    summary: "show what a report of a fault needs",
    description: "Show what a report of a fault needs",
    epilog: EPILOG,
    parameters: {},
    positionals: {},
  },
  async (_values, run) => {
    const { identity } = run.context;
    run.streams.writeOut(`${systemInfo(run.env, run.commandLine)}\n`);
    run.streams.writeOut("CRC implementation: node:zlib\n");
    run.streams.writeOut(`Process ID: (${reprText(identity.hostid)}, ${identity.pid}, 0)\n`);
    return 0;
  },
);
