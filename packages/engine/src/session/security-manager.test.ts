import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { TestContext } from "node:test";
import {
  CacheInitAbortedError,
  EncryptionMethodMismatch,
  RepositoryAccessAborted,
  RepositoryIDNotUnique,
  RepositoryReplay,
} from "@coffer/format/errors";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import type { EngineContext, Question } from "../context/index.ts";
import { CacheConfig } from "./cache-config.ts";
import { SecurityManager } from "./security-manager.ts";
import type { RepositoryFace } from "./security-manager.ts";

const ID = new Uint8Array(32).fill(0xab);
const ID_HEX = "ab".repeat(32);
const FACE: RepositoryFace = { keyType: 3, timestamp: "2026-11-22T15:12:07.688529", logicallyEncrypted: true };

interface World {
  ctx: EngineContext;
  folder: string;
  questions: Question[];
  answer: boolean;
  security(location?: string): SecurityManager;
  cache(fields: Record<string, string>, location?: string): Promise<CacheConfig>;
}

function world(t: TestContext): World {
  const base = temporaryFolder(t);
  const questions: Question[] = [];
  const made: World = {
    ctx: testContext({
      folders: {
        base,
        config: base,
        keys: join(base, "keys"),
        security: join(base, "sec"),
        cache: join(base, "cache"),
      },
      ask: (question: Question) => {
        questions.push(question);
        return Promise.resolve(made.answer);
      },
    }),
    folder: join(base, "sec", ID_HEX),
    questions,
    answer: false,
    security: (location = "/repo") => new SecurityManager({ id: ID, location }, made.ctx),
    async cache(fields, location = "/repo") {
      const folder = join(base, "cache", ID_HEX);
      mkdirSync(folder, { recursive: true });
      const lines = Object.entries({ version: "1", repository: ID_HEX, manifest: "", ...fields });
      writeFileSync(join(folder, "config"), `[cache]\n${lines.map(([k, v]) => `${k} = ${v}\n`).join("")}\n`);
      const config = new CacheConfig({ id: ID, location }, made.ctx);
      assert.equal(await config.load(), true);
      return config;
    },
  };
  return made;
}

test("assertSecure() remembers a repository that was not known, in Borg's files", async (t) => {
  const made = world(t);
  const { folder, questions } = made;
  assert.equal(made.security().known(), false);
  await made.security().assertSecure(FACE);
  assert.equal(made.security().known(), true);
  assert.deepEqual(readdirSync(folder).sort(), ["key-type", "location", "manifest-timestamp"]);
  assert.equal(readFileSync(join(folder, "key-type"), "utf8"), "3");
  assert.equal(readFileSync(join(folder, "location"), "utf8"), "/repo");
  assert.equal(readFileSync(join(folder, "manifest-timestamp"), "utf8"), FACE.timestamp);
  assert.equal(questions.length, 0);
});

test("assertAccessUnknown() asks before an unknown repository without encryption", async (t) => {
  const made = world(t);
  const face = { ...FACE, keyType: 2, logicallyEncrypted: false };
  await assert.rejects(made.security().assertAccessUnknown(face, true), CacheInitAbortedError);
  const [question] = made.questions;
  assert.equal(
    question?.message,
    "Warning: Attempting to access a previously unknown unencrypted repository!\nDo you want to continue? [yN] ",
  );
  assert.equal(question.environmentName, "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK");
  assert.equal(made.security().known(), false);
  made.answer = true;
  await made.security().assertAccessUnknown(face, true);
  await made.security().assertAccessUnknown(face, true);
  assert.equal(made.questions.length, 2, "a known one is not asked about");
  const other = world(t);
  await other.security().assertAccessUnknown(face, false);
  assert.equal(other.questions.length, 0, "nor one that is being made");
  assert.equal(other.security().known(), true);
});

test("assertSecure() asks before a relocated repository", async (t) => {
  const made = world(t);
  await made.security("/old").assertSecure(FACE);
  await assert.rejects(made.security().assertSecure(FACE), RepositoryAccessAborted);
  assert.equal(
    made.questions[0]?.message,
    "Warning: The repository at location /repo was previously located at /old\nDo you want to continue? [yN] ",
  );
  assert.equal(made.questions[0].environmentName, "BORG_RELOCATED_REPO_ACCESS_IS_OK");
  assert.equal(readFileSync(join(made.folder, "location"), "utf8"), "/old");
  made.answer = true;
  await made.security().assertSecure(FACE);
  assert.equal(readFileSync(join(made.folder, "location"), "utf8"), "/repo");
  await made.security().assertSecure(FACE);
  assert.equal(made.questions.length, 2);
});

test("assertSecure() believes the cache about the last location, and tells it the new one", async (t) => {
  const made = world(t);
  await made.security().assertSecure(FACE);
  const cache = await made.cache({ previous_location: "/elsewhere" });
  await assert.rejects(made.security().assertSecure(FACE, cache), RepositoryAccessAborted);
  made.answer = true;
  await made.security().assertSecure(FACE, cache);
  assert.match(readFileSync(cache.path, "utf8"), /^previous_location = \/repo$/m);
});

test("assertSecure() takes the old form of a relative location for the new one", async (t) => {
  const made = world(t);
  const location = "ssh://host/./repo";
  await made.security(location).assertSecure(FACE);
  const cache = await made.cache({ previous_location: "ssh://host/~/repo" }, location);
  await made.security(location).assertSecure(FACE, cache);
  assert.equal(made.questions.length, 0);
});

test("assertSecure() refuses another key type", async (t) => {
  const made = world(t);
  await made.security().assertSecure(FACE);
  await assert.rejects(made.security().assertSecure({ ...FACE, keyType: 2 }), EncryptionMethodMismatch);
  const cache = await made.cache({ key_type: "5" });
  await assert.rejects(made.security().assertSecure(FACE, cache), EncryptionMethodMismatch);
});

test("assertSecure() refuses a manifest older than the one seen last", async (t) => {
  const made = world(t);
  await made.security().assertSecure(FACE);
  const older = { ...FACE, timestamp: "2026-11-22T15:12:07.688528" };
  await assert.rejects(made.security().assertSecure(older), RepositoryReplay);
  writeFileSync(join(made.folder, "key-type"), "2");
  await assert.rejects(made.security().assertSecure({ ...older, keyType: 2 }), RepositoryIDNotUnique);
  const other = world(t);
  const cache = await other.cache({ timestamp: FACE.timestamp });
  await assert.rejects(other.security().assertSecure(older, cache), RepositoryReplay);
  assert.equal(existsSync(other.folder), false, "nothing is remembered of a refused repository");
});

test("tam_required is an empty file", async (t) => {
  const made = world(t);
  assert.equal(made.security().isTamRequired(), false);
  await made.security().setTamRequired(true);
  assert.equal(readFileSync(join(made.folder, "tam_required"), "utf8"), "");
  assert.equal(made.security().isTamRequired(), true);
  await made.security().setTamRequired(false);
  assert.equal(made.security().isTamRequired(), false);
  await made.security().destroy();
  assert.equal(existsSync(made.folder), false);
});
