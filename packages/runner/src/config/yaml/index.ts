export { loadTree } from "./load-tree.ts";
export type { LoadedTree } from "./load-tree.ts";
