import type { BrowseKey } from "./browse-model.ts";

/** What terminals send for keys, by its length; VT100 and xterm. */
const SEQUENCES: Readonly<Record<string, BrowseKey>> = {
  "\u001B[A": "up",
  "\u001BOA": "up",
  "\u001B[B": "down",
  "\u001BOB": "down",
  "\u001B[C": "enter",
  "\u001BOC": "enter",
  "\u001B[D": "back",
  "\u001BOD": "back",
  "\u001B[5~": "page-up",
  "\u001B[6~": "page-down",
  "\u001B[H": "home",
  "\u001BOH": "home",
  "\u001B[1~": "home",
  "\u001B[F": "end",
  "\u001BOF": "end",
  "\u001B[4~": "end",
  "\r": "enter",
  "\n": "enter",
  "\u007F": "back",
  "\b": "back",
  "\u0003": "quit",
  "\u0004": "quit",
  "\u001B": "escape",
};

/** Keys in what a terminal has sent at once; what is not known is left out. */
export function decodeKeys(text: string): BrowseKey[] {
  const pieces = text.match(/\u001B\[[\d;]*[A-Za-z~]|\u001BO[A-Z]|[^]/gu) ?? [];
  return pieces.flatMap((piece): BrowseKey[] => {
    const key = Object.hasOwn(SEQUENCES, piece) ? SEQUENCES[piece] : undefined;
    if (key !== undefined) return [key];
    return /^[\p{Cc}]/u.test(piece) ? [] : [{ typed: piece }];
  });
}
