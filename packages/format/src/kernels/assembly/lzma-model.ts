/**
 * What LZMA's decoder and encoder share: the adaptive probabilities and how the state moves.
 *
 * A probability (u16, of 2048) is that of a 0 bit. All lie in one array, the model, at the places below (in bytes).
 */

export const PROBABILITY_BITS: u32 = 11;
export const PROBABILITY_HALF: u16 = 1024;
export const MOVE_BITS: u32 = 5;
export const RANGE_MIN: u32 = 1 << 24;

const STATES: usize = 12;
const POSITIONS: usize = 16;

// Inside a length model: two choices, then trees of 3 bits [position], 3 bits [position], 8 bits.
export const LENGTH_CHOICE: usize = 0;
export const LENGTH_CHOICE2: usize = 2;
export const LENGTH_LOW: usize = 4;
export const LENGTH_MID: usize = LENGTH_LOW + 2 * 8 * POSITIONS;
export const LENGTH_HIGH: usize = LENGTH_MID + 2 * 8 * POSITIONS;
const LENGTH_SIZE: usize = LENGTH_HIGH + 2 * 256;

// All [state][position] or [state].
export const IS_MATCH: usize = 0;
export const IS_REP0_LONG: usize = IS_MATCH + 2 * STATES * POSITIONS;
export const IS_REP: usize = IS_REP0_LONG + 2 * STATES * POSITIONS;
export const IS_REP0: usize = IS_REP + 2 * STATES;
export const IS_REP1: usize = IS_REP0 + 2 * STATES;
export const IS_REP2: usize = IS_REP1 + 2 * STATES;
/** Trees of 6 bits, one for each of the lengths 2, 3, 4 and all others. */
export const SLOT: usize = IS_REP2 + 2 * STATES;
/** Reverse trees of distance slots 4 to 13; the one of a slot begins at its smallest distance - slot. */
export const SPECIAL: usize = SLOT + 2 * 4 * 64;
export const ALIGN: usize = SPECIAL + 2 * 128;
export const MATCH_LENGTH: usize = ALIGN + 2 * 16;
export const REP_LENGTH: usize = MATCH_LENGTH + LENGTH_SIZE;
export const LITERAL: usize = REP_LENGTH + LENGTH_SIZE;

/** Of one literal context: a tree of 8 bits, and two more for after a match. */
export const LITERAL_CONTEXT_SIZE: usize = 2 * 0x300;
/** LZMA2 allows 4 bits of context. */
export const MODEL_SIZE: usize = LITERAL + (LITERAL_CONTEXT_SIZE << 4);

export const MATCH_LENGTH_MIN: u32 = 2;
export const MATCH_LENGTH_MAX: u32 = 273;
export const STATES_AFTER_LITERAL: u32 = 7;

/** All bits even. `contextBits`: lc + lp. */
export function resetModel(model: usize, contextBits: u32): void {
  const end = model + LITERAL + (LITERAL_CONTEXT_SIZE << contextBits);
  for (let at = model; at < end; at += 2) store<u16>(at, PROBABILITY_HALF);
}

@inline
export function stateAfterLiteral(state: u32): u32 {
  return state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
}

@inline
export function stateAfterMatch(state: u32): u32 {
  return state < STATES_AFTER_LITERAL ? 7 : 10;
}

@inline
export function stateAfterRep(state: u32): u32 {
  return state < STATES_AFTER_LITERAL ? 8 : 11;
}

@inline
export function stateAfterShortRep(state: u32): u32 {
  return state < STATES_AFTER_LITERAL ? 9 : 11;
}

/** [state][position] */
@inline
export function statePosition(base: usize, state: u32, position: u32): usize {
  return base + <usize>(((state << 4) + position) << 1);
}
