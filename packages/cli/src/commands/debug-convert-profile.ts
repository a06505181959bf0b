import { readFileSync, writeFileSync } from "node:fs";
import { MsgpackError, textToBytes } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { type Command, defineCommand } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { convertProfile } from "../profile/index.ts";

const EPILOG = `Makes a profile that --debug-profile wrote to INPUT readable for Python's profiling
tools (pstats, and all that stand on it), as the file OUTPUT.`;

export const command: Command = defineCommand(
  {
    name: "debug convert-profile",
    summary: "make a profile readable for Python's tools",
    description: "Make a profile readable for Python's tools",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      input: requiredWord("INPUT", "profile of --debug-profile", text),
      output: requiredWord("OUTPUT", "file to write", text),
    },
  },
  async ({ input = "", output = "" }) => {
    const packed = readFileSync(Buffer.from(textToBytes(input)));
    try {
      writeFileSync(Buffer.from(textToBytes(output)), convertProfile(packed));
    } catch (error) {
      if (error instanceof MsgpackError || error instanceof RangeError) {
        throw new BorgError(`${input} is not a profile: ${error.message}`);
      }
      throw error;
    }
    return await Promise.resolve(0);
  },
);
