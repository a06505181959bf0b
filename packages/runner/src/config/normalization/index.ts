export { normalize } from "./normalize.ts";
export { liftSections } from "./sections.ts";
