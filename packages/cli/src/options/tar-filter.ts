import { type Parameter, option, text } from "../arguments/index.ts";

/** `--tar-filter`; one of the two commands that have it takes it but once. */
export function tarFilterOption(traits: { readonly once: boolean }): Parameter<string> {
  const help = "program that the tar file goes through; auto: by the name of the file (default)";
  return option(["--tar-filter"], "TAR_FILTER", help, text, "auto", traits);
}
