import { type Command, defineCommand, targetOf } from "./command.ts";
import { optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { BORG_VERSION } from "../version/index.ts";

const EPILOG = `Shows which Borg the programs on this machine and on that of the repository stand for,
as CLIENT / SERVER. With a repository on a local disk both are this program, and the
repository is not looked at.

"borg --version" says more about this program.`;

export const command: Command = defineCommand(
  {
    name: "version",
    summary: "show the versions of client and server",
    description: "Show the versions of client and server",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: optionalWord("REPOSITORY", "repository whose server is meant", locationArgument("refused"), ""),
    },
  },
  async (values, run) => {
    const { serverVersion } = await import("@coffer/engine/commands");
    const version = await serverVersion(targetOf(values.location, values, run), run.context);
    run.streams.writeOut(`${BORG_VERSION} / ${version ?? BORG_VERSION}\n`);
    return 0;
  },
);
