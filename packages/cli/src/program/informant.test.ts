import assert from "node:assert/strict";
import { test } from "node:test";
import { Activity } from "@coffer/engine/context";
import { Streams } from "../environment/index.ts";
import { Logger } from "../log/index.ts";
import { makeInformant } from "./informant.ts";

class Shown extends Streams {
  text = "";
  override writeErr(text: string): void {
    this.text += text;
  }
}

function scene() {
  const streams = new Shown({});
  const settings = { level: "info", form: "plain", debugTopics: [], topics: new Set<never>() } as const;
  const logger = new Logger(settings, (line) => streams.writeErr(line), Date.now);
  const activity = new Activity();
  return { streams, activity, informant: makeInformant(activity, logger, streams) };
}

test("tellFile() tells the file at hand, and nothing where there is none", () => {
  const { streams, activity, informant } = scene();
  informant.tellFile();
  assert.equal(streams.text, "");
  activity.begin(() => ({ path: "a/b", position: 1500, size: 3_000_000 }));
  informant.tellFile();
  activity.begin(() => ({ path: "c", position: 0 }));
  informant.tellFile();
  activity.end();
  informant.tellFile();
  assert.equal(streams.text, "a/b 1.50 kB/3.00 MB\nc 0 B/???\n");
});

test("tellState() tells what the process is at", () => {
  const { streams, activity, informant } = scene();
  activity.begin(() => ({ path: "a/b", position: 1500 }));
  informant.tellState();
  assert.match(streams.text, /^\nReceived SIGUSR2 at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, dumping trace\.\.\.\n/);
  assert.match(streams.text, /\nat work on: a\/b \(1500 bytes\)\nwaiting for: .+\nmemory: \d+ MiB/);
});
