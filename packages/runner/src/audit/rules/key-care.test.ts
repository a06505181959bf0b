import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditedRepository } from "../audit-subject.ts";
import type { EscrowRecord } from "../escrow/index.ts";
import { DAY_MS, NOW_MS, PreparedMachine } from "../testing/prepared-machine.ts";
import { keyCare } from "./key-care.ts";

const COPY: EscrowRecord = {
  id: 1,
  form: "paper",
  place: "safe",
  passphrasePlace: "bank",
  keyDigest: "ab",
  exportedMs: NOW_MS - 100 * DAY_MS,
  provenMs: NOW_MS - DAY_MS,
};

test("a key needs a copy elsewhere that was seen lately", (t) => {
  const machine = new PreparedMachine(t);
  const of = (known: Partial<AuditedRepository>, configuration = {}): readonly string[] =>
    keyCare(machine.subject({ configuration, known: [known] })).map(({ severity, code }) => `${severity} ${code}`);
  const escrow = (changes: Partial<EscrowRecord>): { readonly escrow: EscrowRecord } => ({
    escrow: { ...COPY, ...changes },
  });
  assert.deepEqual(of({}), ["warning key-not-exported"]);
  assert.deepEqual(of(escrow({})), []);
  assert.deepEqual(of({ ...escrow({}), keyDigest: "ab" }), []);
  assert.deepEqual(of({ ...escrow({}), keyDigest: "cd" }), ["warning escrow-outdated"]);
  assert.deepEqual(of(escrow({ provenMs: undefined })), ["warning escrow-unproven"]);
  assert.deepEqual(of(escrow({ provenMs: undefined, exportedMs: NOW_MS - DAY_MS })), ["info escrow-unproven"]);
  assert.deepEqual(of(escrow({ provenMs: NOW_MS - 400 * DAY_MS })), ["warning escrow-old"]);
  assert.deepEqual(of(escrow({ provenMs: NOW_MS - 400 * DAY_MS }), { audit: { escrow_age: "2 years" } }), []);
  assert.deepEqual(of({ encryption: undefined }), [], "a repository that cannot be asked has a finding of its own");
});

test("a repository without encryption is found where others hold it", (t) => {
  const machine = new PreparedMachine(t);
  const of = (path: string): readonly string[] => {
    const configuration = { repositories: [{ path }] };
    return keyCare(machine.subject({ configuration, known: [{ encryption: "none" }] })).map(({ code }) => code);
  };
  assert.deepEqual(of("/backup/repository"), []);
  assert.deepEqual(of("ssh://backup@host.example.org/./main"), ["not-encrypted"]);
});
