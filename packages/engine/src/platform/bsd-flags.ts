/** Inode flags in the numbering of the BSDs, which Borg stores on every system as `bsdflags`. */
export const UF_NODUMP = 1;
export const UF_IMMUTABLE = 2;
export const UF_APPEND = 4;
