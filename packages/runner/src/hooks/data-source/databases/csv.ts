/** A field of CSV at the position that the search has come to, and what ends it. A quote in a quoted field is doubled. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\r?\n|$)/y;

/** The first field of each record of a table in CSV. */
export function firstFields(text: string): readonly string[] {
  const found: string[] = [];
  let isFirst = true;
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text);
    if (match === null) throw new SyntaxError("a quoted field has no end");
    const [, quoted, plain = "", end = ""] = match;
    if (isFirst) found.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    isFirst = end !== ",";
  }
  return found;
}
