import { formatFileSize } from "@coffer/cli/text";
import type { RequestCount, RequestMeter } from "@coffer/engine/context";
import type { Configuration } from "../config/index.ts";

type Prices = NonNullable<Configuration["storage_cost"]>;

/** By kind of request, as `create --json` tells it. */
export type CountedRequests = Readonly<Record<string, RequestCount>>;

const PRICED_REQUESTS = 1000;
const GIGABYTE = 1e9;

/** What requests to an object store cost, in the currency of the prices; a price that is not given is nothing. */
export function costOf(requests: CountedRequests, prices: Prices): number {
  const perRequest: Readonly<Record<string, number | undefined>> = {
    PUT: prices.put_requests,
    LIST: prices.list_requests ?? prices.put_requests,
    GET: prices.get_requests,
    HEAD: prices.get_requests,
    DELETE: prices.delete_requests,
  };
  let cost = 0;
  for (const [kind, { count, sent, received }] of Object.entries(requests)) {
    cost += (count / PRICED_REQUESTS) * (perRequest[kind] ?? 0);
    cost += (sent / GIGABYTE) * (prices.sent_gigabyte ?? 0) + (received / GIGABYTE) * (prices.received_gigabyte ?? 0);
  }
  return cost;
}

/** One line: requests by kind, bytes, and the cost where there are prices. */
export function describeRequests(meter: RequestMeter, prices: Prices | undefined): string {
  const requests = Object.fromEntries(meter.counts);
  const all = Object.values(requests);
  const kinds = Object.entries(requests).map(([kind, { count }]) => `${count} ${kind}`);
  const sent = formatFileSize(all.reduce((sum, one) => sum + one.sent, 0));
  const received = formatFileSize(all.reduce((sum, one) => sum + one.received, 0));
  const cost = prices === undefined ? "" : `: ${costOf(requests, prices).toFixed(6)} ${prices.currency}`;
  return `Requests: ${kinds.join(", ")}; ${sent} sent, ${received} received${cost}`;
}
