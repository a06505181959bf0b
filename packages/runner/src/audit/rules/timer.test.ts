import assert from "node:assert/strict";
import { test } from "node:test";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import { missingTimer } from "./timer.ts";

const TIMER = "/usr/lib/systemd/system/borgmatic.timer";
const WANTS = "/etc/systemd/system/timers.target.wants";

test("something must start backups by itself: a timer or a table of cron", (t) => {
  const remedies = (files: Readonly<Record<string, string>>): readonly string[] =>
    missingTimer(new PreparedMachine(t, files).subject({})).map(({ remedy }) => remedy);
  assert.deepEqual(remedies({}), ["coffermatic schedule install"]);
  assert.deepEqual(remedies({ [TIMER]: "" }), ["systemctl enable --now borgmatic.timer"]);
  assert.deepEqual(remedies({ [TIMER]: "", [`${WANTS}/borgmatic.timer`]: "" }), []);
  const own = { "/etc/systemd/system/night.timer": "[Timer]\nUnit=work.service\n", [`${WANTS}/night.timer`]: "" };
  assert.equal(remedies(own).length, 1);
  assert.deepEqual(remedies({ ...own, "/etc/systemd/system/work.service": "ExecStart=/opt/bin/coffermatic\n" }), []);
  assert.deepEqual(remedies({ "/root/.config/systemd/user/timers.target.wants/coffermatic.timer": "" }), []);
  assert.deepEqual(remedies({ "/etc/cron.d/backup": "0 3 * * * root borgmatic\n" }), []);
  assert.deepEqual(remedies({ "/var/spool/cron/crontabs/root": "0 3 * * * coffermatic\n" }), []);
  assert.equal(remedies({ "/etc/cron.d/backup": "# 0 3 * * * root borgmatic\n" }).length, 1);
});
