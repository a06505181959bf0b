import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { SlowLine } from "./slow-line.ts";

/** A server that does `serve` with each connection, and a line to it. */
async function lineTo(
  context: TestContext,
  serve: (socket: Socket) => void,
  options: { roundTripMs: number; bytesPerSecond: number },
): Promise<Socket> {
  const server: Server = createServer({ allowHalfOpen: true }, serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  const line = await SlowLine.open((server.address() as AddressInfo).port, options);
  context.after(() => {
    line.close();
    server.close();
  });
  return connect({ port: line.port, host: "127.0.0.1", noDelay: true });
}

test("SlowLine answers after a round trip", async (context) => {
  const client = await lineTo(context, (socket) => socket.pipe(socket), { roundTripMs: 80, bytesPerSecond: 1e9 });
  await once(client, "connect");
  const began = performance.now();
  client.write("ping");
  const [answer] = (await once(client, "data")) as [Buffer];
  const passed = performance.now() - began;
  assert.equal(answer.toString(), "ping");
  assert.ok(passed >= 78, `answered after ${passed.toFixed(0)} ms`);
  client.destroy();
});

test("SlowLine keeps order and rate, and passes the end on", async (context) => {
  const sent = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) & 255));
  const received: Buffer[] = [];
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const client = await lineTo(
    context,
    (socket) => socket.on("data", (data: Buffer) => received.push(data)).on("end", () => ended()),
    { roundTripMs: 20, bytesPerSecond: 1e6 },
  );
  const began = performance.now();
  for (let offset = 0; offset < sent.length; offset += 777) client.write(sent.subarray(offset, offset + 777));
  client.end();
  await end;
  const passed = performance.now() - began;
  assert.ok(Buffer.concat(received).equals(sent));
  assert.ok(passed >= 300, `300 kB at 1 MB/s in ${passed.toFixed(0)} ms`);
  client.destroy();
});
