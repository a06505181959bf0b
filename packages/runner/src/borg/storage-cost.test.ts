import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestMeter } from "@coffer/engine/context";
import { costOf, describeRequests } from "./storage-cost.ts";

const meter = new RequestMeter();
meter.note("PUT", { count: 2000, sent: 3e9 });
meter.note("GET", { count: 500, received: 1e9 });
meter.note("LIST", { count: 1000 });

test("costOf() charges requests by the thousand and bytes by the gigabyte; LIST as PUT unless it has its own price", () => {
  const requests = Object.fromEntries(meter.counts);
  const prices = { currency: "EUR", put_requests: 5, get_requests: 2, sent_gigabyte: 0.5, received_gigabyte: 7 };
  assert.equal(costOf(requests, prices), 10 + 1.5 + 1 + 7 + 5);
  assert.equal(costOf(requests, { ...prices, list_requests: 0 }), 10 + 1.5 + 1 + 7);
  assert.equal(costOf(requests, { currency: "EUR" }), 0);
});

test("describeRequests() names a cost only where there are prices", () => {
  const line = "Requests: 2000 PUT, 500 GET, 1000 LIST; 3.00 GB sent, 1.00 GB received";
  assert.equal(describeRequests(meter, undefined), line);
  assert.equal(describeRequests(meter, { currency: "USD", put_requests: 0.005 }), `${line}: 0.015000 USD`);
});
