/** Error numbers of Linux that decide what we do next. */
export const EPERM = 1;
export const ENOENT = 2;
export const EACCES = 13;
export const EINVAL = 22;
export const ENOTTY = 25;
export const EROFS = 30;
export const ERANGE = 34;
export const ENODATA = 61;
export const EOPNOTSUPP = 95;
