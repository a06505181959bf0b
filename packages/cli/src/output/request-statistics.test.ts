import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestMeter } from "@coffer/engine/context";
import { formatRequests, requestsJson } from "./request-statistics.ts";

test("formatRequests() lists kinds with their bytes, and requests per GiB where there is something to count", () => {
  const meter = new RequestMeter();
  meter.note("PUT", { sent: 1000 });
  meter.note("GET", { received: 2_000_000 });
  assert.deepEqual(formatRequests(meter, false).split("\n").slice(0, -1), [
    "                            Requests                 Sent             Received",
    "PUT                                1              1.00 kB                  0 B",
    "GET                                1                  0 B              2.00 MB",
  ]);
  meter.note("PUT", { count: 7, sent: 2 ** 29 - 1000 });
  assert.match(formatRequests(meter, true), /^PUT requests per GiB sent: 16\.0$/m);
});

test("nothing is said of requests where there were none", () => {
  const meter = new RequestMeter();
  assert.equal(requestsJson(meter), undefined);
  assert.equal(requestsJson(undefined), undefined);
  meter.note("LIST", {});
  assert.deepEqual(requestsJson(meter), { LIST: { count: 1, sent: 0, received: 0 } });
});
