import { LineCounter, parseDocument, type Document } from "yaml";
import { YamlProblem } from "./yaml-problem.ts";

/** More of them help nobody. */
const MAX_SYNTAX_ERRORS = 100;

/** A parsed file, and how to name a place in it. */
export interface ParsedFile {
  readonly document: Document.Parsed;
  /** `path:line` of an offset. */
  originAt(offset: number | undefined): string;
}

/**
 * Parses one YAML 1.2 document. Names may be repeated and `<<` is an ordinary name: merging comes later.
 *
 * @throws {AggregateError} Of a {@link YamlProblem} for each of the first syntax errors.
 */
export function parseFile(path: string, text: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: "error",
  });
  const originAt = (offset: number | undefined): string =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line || 1}`;
  if (document.errors.length > 0) {
    throw new AggregateError(
      document.errors.slice(0, MAX_SYNTAX_ERRORS).map(({ code, message, pos: [offset] }) => {
        const said = code === "MULTIPLE_DOCS" ? "a file holds one document: remove what follows `---`" : message;
        return new YamlProblem(originAt(offset), "", `not valid YAML: ${said}`);
      }),
    );
  }
  return { document, originAt };
}
