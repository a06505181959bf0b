/**
 * Storages that fail: at a chosen operation, with a chosen error, or by losing power.
 *
 * - *crash*: no operation after it happens. *Power loss*: a crash after which only what was made durable is certain.
 * - *mutation*: an operation that changes files. Reads do not count.
 *
 * Stands on engine (storage).
 *
 * @module
 */
export { DurabilityModel, type PowerLoss } from "./durability-model.ts";
export { FaultyStorage, SimulatedCrash } from "./faulty-storage.ts";
