import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveConnection } from "@coffer/engine/remote";
import { LocalRepository } from "@coffer/engine/repository";
import { concatBytes } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { UnexpectedRPCDataFormatFromClient } from "@coffer/format/errors";
import { decodeResponse, encodeRequest, MessageSplitter } from "@coffer/format/rpc";
import { testContext } from "@coffer/testkit/context";
import type { FuzzTarget } from "./fuzz-target.ts";

const folder = mkdtempSync(join(tmpdir(), "fuzz-serve-"));
const pristine = join(folder, "pristine");
const served = join(folder, "served");
const id = new Uint8Array(32).fill(7);
const PIECE = 100;

const repository = await LocalRepository.create(pristine, {}, testContext());
await repository.put(id, new Uint8Array(100).fill(1));
await repository.commit();
await repository.close();
const untouched = readFileSync(join(pristine, "data/0/0"));

/** All that a client sends to a server that may serve one folder. */
export const target: FuzzTarget = {
  name: "serve",
  seeds: () => [
    conversation(
      ["get", { id }],
      ["put", { id, data: new Uint8Array(300), wait: true }],
      ["put", { id: new Uint8Array(32), data: new Uint8Array(5) }],
      ["commit", { save_space: false, compact: true, threshold: 0.1, cleanup_commits: true }],
      ["check", { repair: true, save_space: false, max_duration: 0 }],
      ["delete", { id }],
      ["rollback", {}],
    ),
    conversation(
      ["__len__", {}],
      ["list", { limit: 5, marker: null }],
      ["scan", { limit: 5, marker: id }],
      ["save_key", { keydata: new Uint8Array(40).fill(0x41) }],
      ["load_key", {}],
      ["commit_nonce_reservation", { next_unreserved: 65_536, start_nonce: null }],
      ["get_free_nonce", {}],
      ["inject_exception", { kind: new TextEncoder().encode("divide") }],
      ["open", { path: new TextEncoder().encode("/./pristine"), create: true }],
    ),
    conversation(["destroy", {}], ["get", { id }]),
    conversation(["break_lock", {}], ["put", { id, data: id }]),
    encodeRequest({ form: "positional", msgid: 1, method: "negotiate", args: new Map([["client_data", 2]]) }),
  ],
  run: async (input) => {
    rmSync(served, { recursive: true, force: true });
    cpSync(pristine, served, { recursive: true });
    try {
      await serve(input);
    } catch (error) {
      if (!(error instanceof UnexpectedRPCDataFormatFromClient)) throw error;
    }
    if (!readFileSync(join(pristine, "data/0/0")).equals(untouched)) throw new Error("another repository was changed");
  },
};

function conversation(
  ...calls: readonly (readonly [method: string, args: Record<string, MsgpackValue>])[]
): Uint8Array {
  const opening = ["open", { path: new TextEncoder().encode("/./served"), exclusive: true, lock_wait: 1 }] as const;
  const requests = [opening, ...calls].map(([method, args], at) =>
    encodeRequest({ form: "named", msgid: at + 1, method, args: new Map(Object.entries(args)) }),
  );
  return concatBytes(...requests);
}

async function serve(input: Uint8Array): Promise<void> {
  const answers = new MessageSplitter();
  await serveConnection(
    {
      input: pieces(input),
      send: (parts) => {
        // what comes back can be read
        for (const part of parts) for (const message of answers.feed(part.slice())) decodeResponse(message);
        return Promise.resolve();
      },
    },
    {
      restrictToPaths: [served],
      restrictToRepositories: [],
      appendOnly: false,
      storageQuota: undefined,
      version: "1.4.5",
      homeOf: () => undefined,
      onJson: () => undefined,
      sysinfo: () => "",
    },
    testContext({ cwd: folder }),
  );
}

async function* pieces(input: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < input.length; at += PIECE) yield await Promise.resolve(input.slice(at, at + PIECE));
}
