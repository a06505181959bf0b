/** Type flags of members, by the letter that stands in the header. */
export const TAR_REGULAR = "0";
/** Regular file of tars before POSIX; a folder where the name ends in a slash. */
export const TAR_OLD_REGULAR = "\0";
export const TAR_HARD_LINK = "1";
export const TAR_SYMLINK = "2";
export const TAR_CHARACTER_DEVICE = "3";
export const TAR_BLOCK_DEVICE = "4";
export const TAR_FOLDER = "5";
export const TAR_FIFO = "6";
/** Regular file that wanted to lie in one piece. */
export const TAR_CONTIGUOUS = "7";
/** GNU: the content is the name of the next member. */
export const TAR_LONG_NAME = "L";
/** GNU: the content is the link target of the next member. */
export const TAR_LONG_LINK = "K";
/** GNU: regular file with holes. */
export const TAR_SPARSE = "S";
/** POSIX 2001: records about the next member. */
export const TAR_PAX = "x";
/** POSIX 2001: records about all members that follow. */
export const TAR_PAX_GLOBAL = "g";
/** Solaris: as {@link TAR_PAX}. */
export const TAR_PAX_SOLARIS = "X";
