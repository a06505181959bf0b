import { KeyfileInvalidError } from "@coffer/format/errors";
import { formatKeyFile, formatPaperKey, keyBlobFromText, KeyBlobError } from "@coffer/format/keys";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { flag, optionalWord, pathText } from "../arguments/index.ts";
import { canonicalPath, type Location, locationArgument } from "../location/index.ts";
import { formatKeyPage } from "../output/index.ts";
import { writeOutput } from "./output-file.ts";

const parameters = {
  paper: flag(["--paper"], "in a form to be printed and typed in again"),
  qr: flag(["--qr-html"], "as a page to be printed, then scanned or typed in again"),
};

const EPILOG = `Saves a copy of the key, to be kept away from the repository. Nobody can read the
repository without its key, not even its owner. With a repokey or authenticated mode
the key lies in the repository, and is lost with it; with a keyfile mode it lies in
the home folder of this user, and is lost with that.

The copy is sealed with the passphrase that the key has now: keep both, but not in
one place.

Without an option the copy is a text file. --paper makes lines of digits with
checksums, which can be typed in again. --qr-html makes a page (it needs no network
and runs no script) with a QR code of the text file and the lines of --paper.

Without PATH, or with -, the copy goes to standard output. To put it back, see
"borg key import".`;

export const command: Command = defineCommand(
  {
    name: "key export",
    summary: "save the key outside of the repository",
    description: "Save a copy of the key of a repository",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord("REPOSITORY", "repository whose key to save", locationArgument("refused"), ""),
      path: optionalWord("PATH", "file to write", pathText),
    },
  },
  async (values, run) => {
    const { exportKey } = await import("@coffer/engine/commands");
    const target = targetOf(values.location, values, run);
    const { repositoryId, text } = await exportKey(target, run.context);
    const plain = formatKeyFile(repositoryId, text);
    let output = plain;
    if (values.paper || values.qr) {
      const paper = formatPaperKey(blobOf(text, values.location), repositoryId);
      output = values.paper ? paper : await formatKeyPage(plain, paper);
    }
    writeOutput(values.path ?? "-", output, run);
    return 0;
  },
);

function blobOf(text: string, location: Location | undefined): Uint8Array {
  try {
    return keyBlobFromText(text);
  } catch (error) {
    if (error instanceof KeyBlobError) {
      throw new KeyfileInvalidError(location === undefined ? "" : canonicalPath(location), "(repokey)");
    }
    throw error;
  }
}
