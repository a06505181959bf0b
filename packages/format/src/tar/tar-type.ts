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

const REGULAR = new Set([TAR_REGULAR, TAR_OLD_REGULAR, TAR_CONTIGUOUS, TAR_SPARSE]);
const WITHOUT_CONTENT = new Set([
  TAR_HARD_LINK,
  TAR_SYMLINK,
  TAR_CHARACTER_DEVICE,
  TAR_BLOCK_DEVICE,
  TAR_FOLDER,
  TAR_FIFO,
]);

export function isTarRegular(type: string): boolean {
  return REGULAR.has(type);
}

/** Whether content follows the header; what is of no known type is taken to have some. */
export function hasTarContent(type: string): boolean {
  return !WITHOUT_CONTENT.has(type);
}
