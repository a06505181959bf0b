import { type Command, defineCommand } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";

const EPILOG = `Ends what "borg mount" has begun: the same as "fusermount -u", or umount where that is
missing. Nothing may be open below the mount point, and no program be in it.`;

export const command: Command = defineCommand(
  {
    name: "umount",
    summary: "unmount what mount has mounted",
    description: "Unmount a file system that mount has made",
    epilog: EPILOG,
    parameters: {},
    positionals: { mountpoint: requiredWord("MOUNTPOINT", "where it is mounted", text) },
  },
  async (values) => {
    const { umount } = await import("@coffer/engine/commands");
    return umount(values.mountpoint ?? "");
  },
  { bypassesLock: true },
);
