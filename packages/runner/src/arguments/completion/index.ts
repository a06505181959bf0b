export { bashCompletion } from "./bash-completion.ts";
export { fishCompletion } from "./fish-completion.ts";
