/** Whether `path` is `folder` or lies in it. Both absolute, without a slash at the end. */
export function isBelow(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
