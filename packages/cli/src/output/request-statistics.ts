import type { RequestMeter } from "@coffer/engine/context";
import { formatFileSize } from "../text/index.ts";
import { DASHES } from "./statistics.ts";

const GIB = 2 ** 30;
/** With less than that sent, requests per GiB say nothing. */
const MEANINGFUL_BYTES = 2 ** 26;

/** The table of what was asked of object stores. */
export function formatRequests(requests: RequestMeter, iec: boolean): string {
  const size = (bytes: number): string => formatFileSize(bytes, { iec }).padStart(20);
  const rows = [...requests.counts].map(
    ([kind, { count, sent, received }]) =>
      `${kind.padEnd(15)} ${String(count).padStart(20)} ${size(sent)} ${size(received)}`,
  );
  const { count, sent } = requests.of("PUT");
  const perGib = `PUT requests per GiB sent: ${((count * GIB) / sent).toFixed(1)}`;
  const heading = "                            Requests                 Sent             Received";
  return [heading, ...rows, ...(sent < MEANINGFUL_BYTES ? [] : [perGib]), DASHES].join("\n");
}

/** By kind; `sent` and `received` in bytes. */
export type RequestsJson = Readonly<Record<string, { count: number; sent: number; received: number }>>;

/** The same for JSON. `undefined` if nothing was asked. */
export function requestsJson(requests: RequestMeter | undefined): RequestsJson | undefined {
  if (requests === undefined || requests.counts.size === 0) return undefined;
  return Object.fromEntries([...requests.counts].map(([kind, count]) => [kind, { ...count }]));
}
