import type { ActionRequest } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import type { RunRequest } from "./run-request.ts";

/**
 * The request as a configuration wants it: a run that nobody has named actions for does those of coffermatic's own, too, that the
 * configuration switches on.
 */
export function withConfiguredActions(request: RunRequest, configuration: Configuration): RunRequest {
  if (request.byDefault !== true) return request;
  return { ...request, actions: [...request.actions, ...configuredActions(configuration)] };
}

function configuredActions({ drill }: Configuration): readonly ActionRequest[] {
  return drill === undefined ? [] : [{ name: "drill", flags: { byDefault: true } }];
}
