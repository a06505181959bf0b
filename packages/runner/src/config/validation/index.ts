export { daysOf, frequencyToMs } from "./check-times.ts";
export { nearestName } from "./nearest-name.ts";
export { repositoryMatches } from "./repository-matches.ts";
export { validateRules } from "./validate-rules.ts";
export { validateSchema } from "./validate-schema.ts";
