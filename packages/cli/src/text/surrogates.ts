/** `text` with each lone surrogate (an undecodable byte of a name) shown as `?`. */
export function replaceSurrogates(text: string): string {
  return text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, "?");
}
