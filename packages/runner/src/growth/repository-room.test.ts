import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { repositoryRoom } from "./repository-room.ts";

const CONFIG = `[repository]
version = 1
segments_per_dir = 1000
max_segment_size = 524288000
append_only = 0
storage_quota = 1000000000
additional_free_space = 0
id = ${"ab".repeat(32)}
`;

test("repositoryRoom() is the least of free space and quotas", () => {
  using folder = new ConfigurationFolder({ config: "no repository" });
  const ask = (quota?: string): number | undefined => repositoryRoom({ repository: folder.path, quota, used: 900e6 });
  assert((ask() ?? 0) > 0, "free space");
  assert.equal(ask("901M"), 1_000_000);
  assert.equal(ask("10M"), 0);
  folder.write("config", CONFIG);
  assert.equal(ask(), 100_000_000);
  assert.equal(repositoryRoom({ repository: "ssh://host/./r", quota: undefined, used: 1 }), undefined);
  assert.equal(repositoryRoom({ repository: "ssh://host/./r", quota: "1G", used: 400e6 }), 600e6);
});
