export { inlineSecrets } from "./inline-secrets.ts";
export { applySettings, readOverrides } from "./apply-settings.ts";
export type { OptionSetting } from "./apply-settings.ts";
export { findOption } from "./find-option.ts";
export { optionNames } from "./option-names.ts";
export type { NamedGroup, NamedOption } from "./option-names.ts";
export { parseOptionPath, showOptionPath } from "./option-path.ts";
export type { OptionPath } from "./option-path.ts";
