export { renderSample, renderSplitSample } from "./render-sample.ts";
export type { SampleValues } from "./render-sample.ts";
