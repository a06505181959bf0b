/** How a message is written: as a map, or as an array (Borg 1.0, and every client's first request). */
export type RpcForm = "named" | "positional";

/** First element of every positional message; it never meant anything. */
export const POSITIONAL_TYPE = 1;
