export { applyConstants } from "./constants.ts";
export { applyEnvironment } from "./environment.ts";
