// A reporter for `node --test`: a dot for each unit test or a line for each longer one, failures in full, every skip with its reason.
// Adds its totals to the file named by COFFER_TEST_TOTALS, as lines of JSON.
import { appendFileSync } from "node:fs";
import { inspect } from "node:util";

const verbose = process.env.COFFER_TEST_LINES === "1";

// oxlint-disable-next-line import/no-default-export -- what node --test asks of a reporter
export default async function* report(source) {
  const totals = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [] };
  const failures = [];
  let dots = 0;
  for await (const event of source) {
    const data = event.data;
    switch (event.type) {
      case "test:pass":
      case "test:fail": {
        if (data.details?.type === "suite") break;
        // a parent that fails only because its subtests failed is no failure of its own
        if (event.type === "test:fail" && data.details?.error?.failureType === "subtestsFailed") break;
        // isolated runs report each file as a test as well
        if (event.type === "test:pass" && data.file !== undefined && data.name === data.file) break;
        const seconds = ((data.details?.duration_ms ?? 0) / 1000).toFixed(1);
        if (data.skip !== undefined && data.skip !== false) {
          totals.skipped += 1;
          totals.skips.push(`${data.name}: ${data.skip === true ? "no reason given" : data.skip}`);
          if (verbose) yield `  skip ${data.name} (${data.skip})\n`;
        } else if (event.type === "test:pass") {
          totals.passed += 1;
          if (verbose) yield `  ok   ${data.name} (${seconds} s)\n`;
          else {
            dots += 1;
            yield dots % 100 === 0 ? ".\n" : ".";
          }
        } else {
          totals.failed += 1;
          failures.push(data);
          totals.failures.push({ name: data.name, file: data.file });
          // at once as well: of a long record often only the surroundings of the first failure are kept
          yield `\n  FAIL ${data.name} (${seconds} s)\n${reasonOf(data).slice(0, 2500)}\n`;
        }
        break;
      }
      case "test:stderr":
      case "test:stdout":
        // what tests say (seeds, missing peers) is part of the record
        yield data.message
          .split("\n")
          .filter((line) => line.startsWith("# "))
          .map((line) => `  ${line}\n`)
          .join("");
        break;
      default:
    }
  }
  yield "\n";
  for (const failure of failures) {
    yield `\nFAILED ${failure.name}\n  ${failure.file ?? ""}:${failure.line ?? ""}\n${reasonOf(failure).slice(0, 8000)}\n`;
  }
  const file = process.env.COFFER_TEST_TOTALS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(totals)}\n`);
}

function reasonOf(failure) {
  const cause = failure.details?.error?.cause ?? failure.details?.error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
}
