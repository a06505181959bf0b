import type { ActionRequest } from "../actions/index.ts";
import type { OptionSetting } from "../config/index.ts";
import type { ProgramFlags } from "./program-flags.ts";

/** What a command line asks for. */
export interface CommandLine {
  /** Values of `--config`; the default places if there is none. */
  readonly configPaths: readonly string[];
  readonly dryRun: boolean;
  /** False after `--no-environment-interpolation`. */
  readonly resolveEnvironment: boolean;
  /** Values of `--override`. */
  readonly overrides: readonly string[];
  /** Options of the configuration that flags set, for all files. */
  readonly settings: readonly OptionSetting[];
  readonly request: Request;
}

/** What is to be done. */
export type Request = ActionsRequest | ProgramRequest | TextRequest;

/** Work on repositories. */
export interface ActionsRequest {
  readonly kind: "actions";
  /** In the order of the command line. */
  readonly actions: readonly ActionRequest[];
  /** Whether no action was named, so that these are the default ones. */
  readonly byDefault: boolean;
  /** Whether the command line was empty. */
  readonly bare: boolean;
}

/** Work that stands alone. */
export type ProgramRequest = {
  readonly [Name in keyof ProgramFlags]: {
    readonly kind: "program";
    readonly name: Name;
    readonly flags: ProgramFlags[Name];
  };
}[keyof ProgramFlags];

/** A text to show, and no more. */
export interface TextRequest {
  readonly kind: "help" | "version" | "completion";
  /** Ends with a line break. */
  readonly text: string;
}
