import { bashCompletion } from "./bash-completion.ts";
import { completionModel } from "./completion-model.ts";
import { fishCompletion } from "./fish-completion.ts";
import { manPages } from "./man-pages.ts";
import { zshCompletion } from "./zsh-completion.ts";

/** The folders that hold nothing but generated files. */
export const GENERATED_FOLDERS = ["man", "completions"] as const;

/** Every file that is made from the tables: its text by its path below the root. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const model = await completionModel();
  const pages = [...(await manPages())].map(([name, text]) => [`man/${name}`, text] as const);
  return new Map([
    ...pages,
    ["completions/coffer.bash", bashCompletion(model)],
    ["completions/coffer.fish", fishCompletion(model)],
    ["completions/_coffer", zshCompletion(model)],
  ]);
}
