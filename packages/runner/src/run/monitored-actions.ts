/** Actions that monitors are told of: what a run is made for. */
export const MONITORED_ACTIONS: readonly string[] = ["create", "prune", "compact", "check", "drill"];
