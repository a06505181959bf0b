/** `makedev` of the C library: the number that `st_dev` and `st_rdev` hold. */
export function deviceNumber(major: number, minor: number): number {
  const low = ((major & 0xfff) << 8) | (minor & 0xff);
  return low + (minor >>> 8) * 0x100000 + (major >>> 12) * 0x100000000000;
}

/** `major` of the C library. */
export function deviceMajor(device: number): number {
  return ((device >>> 8) & 0xfff) + Math.floor(device / 0x100000000000) * 0x1000;
}

/** `minor` of the C library. */
export function deviceMinor(device: number): number {
  return (device & 0xff) + (Math.floor(device / 0x100000) % 0x1000000) * 0x100;
}
