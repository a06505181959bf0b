import type { Env } from "../../system/index.ts";
import { mapScalars, type MappingNode, type Report } from "../tree/index.ts";

const VARIABLE = /(\\)?(\$\{(\w+)(?::?-([^}]+))?\})/g;

/**
 * Replaces `${NAME}` in every text by the variable of the environment, `${NAME:-default}` and `${NAME-default}` by the default if there
 * is no such variable; one that is empty stays empty. `\${NAME}` becomes `${NAME}`. Text stays text, whatever it looks like.
 */
export function applyEnvironment(root: MappingNode, env: Env, report: Report): MappingNode {
  return mapScalars(root, (node, names) => {
    if (typeof node.value !== "string") return node;
    const value = node.value.replace(
      VARIABLE,
      (_, escape: string | undefined, variable: string, name: string, otherwise?: string) => {
        if (escape !== undefined) return variable;
        const found = env[name] ?? otherwise;
        if (found === undefined) {
          report.problem(
            node.origin,
            names.join("."),
            `the environment has no variable ${name}; set it, or write \${${name}:-default}`,
          );
        }
        return found ?? variable;
      },
    );
    return { ...node, value };
  }) as MappingNode;
}
