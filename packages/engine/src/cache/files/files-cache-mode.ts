/**
 * How a file is compared with what the files cache knows of it: letters as Borg has them. `c` ctime, `m` mtime, `s` size,
 * `i` inode; `r` forgets and reads every file again, `d` has no files cache at all.
 */
export type FilesCacheMode = string;

/** Borg's default for `create`. */
export const FILES_CACHE_MODE_DEFAULT: FilesCacheMode = "cis";
export const FILES_CACHE_MODE_DISABLED: FilesCacheMode = "d";
