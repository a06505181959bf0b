import { type Parameter, inGroup, option, wholeNumber } from "../arguments/index.ts";
import { EXCLUSION } from "./pattern-options.ts";

export const stripComponentsOption: { stripComponents: Parameter<number> } = inGroup(EXCLUSION, {
  stripComponents: option(
    ["--strip-components"],
    "NUMBER",
    "leave out the first NUMBER parts of each path; paths that have no more parts are skipped",
    wholeNumber,
    0,
  ),
});
