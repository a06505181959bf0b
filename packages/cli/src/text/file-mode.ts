const TYPES: ReadonlyMap<number, string> = new Map([
  [0o120000, "l"],
  [0o140000, "s"],
  [0o100000, "-"],
  [0o060000, "b"],
  [0o040000, "d"],
  [0o020000, "c"],
  [0o010000, "p"],
]);
const known = new Map<number, string>();

/** Type and permissions as `ls -l` shows them: `drwxr-xr-x`. */
export function formatFileMode(mode: number): string {
  let text = known.get(mode);
  if (text === undefined) {
    text = compose(mode);
    known.set(mode, text);
  }
  return text;
}

function compose(mode: number): string {
  const type = TYPES.get(mode & 0o170000) ?? "?";
  const bits = (shift: number, special: number, set: string, bare: string): string => {
    const part = mode >> shift;
    const execute = (part & 1) !== 0;
    const last = (mode & special) !== 0 ? (execute ? set : bare) : execute ? "x" : "-";
    return ((part & 4) !== 0 ? "r" : "-") + ((part & 2) !== 0 ? "w" : "-") + last;
  };
  return type + bits(6, 0o4000, "s", "S") + bits(3, 0o2000, "s", "S") + bits(0, 0o1000, "t", "T");
}
