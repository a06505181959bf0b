import assert from "node:assert/strict";
import { test } from "node:test";
import { Float, FormatError, formatValue, parseFormatSpec } from "./index.ts";

const VALUES = [42, 1234567, -98765, new Float(2.5), new Float(0.125), new Float(-0), new Float(1e16), "abc", "日本"];

/** What Python 3.11's `format(value, spec)` gives for each of the values; null where it raises ValueError. */
const EXPECTED: readonly (readonly [string, readonly (string | null)[]])[] = [
  ["", ["42", "1234567", "-98765", "2.5", "0.125", "-0.0", "1e+16", "abc", "日本"]],
  ["5", ["   42", "1234567", "-98765", "  2.5", "0.125", " -0.0", "1e+16", "abc  ", "日本   "]],
  [
    ">8",
    ["      42", " 1234567", "  -98765", "     2.5", "   0.125", "    -0.0", "   1e+16", "     abc", "      日本"],
  ],
  [
    "<8",
    ["42      ", "1234567 ", "-98765  ", "2.5     ", "0.125   ", "-0.0    ", "1e+16   ", "abc     ", "日本      "],
  ],
  [
    "^9",
    [
      "   42    ",
      " 1234567 ",
      " -98765  ",
      "   2.5   ",
      "  0.125  ",
      "  -0.0   ",
      "  1e+16  ",
      "   abc   ",
      "   日本    ",
    ],
  ],
  [
    "*^9",
    [
      "***42****",
      "*1234567*",
      "*-98765**",
      "***2.5***",
      "**0.125**",
      "**-0.0***",
      "**1e+16**",
      "***abc***",
      "***日本****",
    ],
  ],
  [
    "08",
    ["00000042", "01234567", "-0098765", "000002.5", "0000.125", "-00000.0", "0001e+16", "abc00000", "日本000000"],
  ],
  ["+", ["+42", "+1234567", "-98765", "+2.5", "+0.125", "-0.0", "+1e+16", null, null]],
  [",", ["42", "1,234,567", "-98,765", "2.5", "0.125", "-0.0", "1e+16", null, null]],
  ["_", ["42", "1_234_567", "-98_765", "2.5", "0.125", "-0.0", "1e+16", null, null]],
  ["x", ["2a", "12d687", "-181cd", null, null, null, null, null, null]],
  ["#x", ["0x2a", "0x12d687", "-0x181cd", null, null, null, null, null, null]],
  ["X", ["2A", "12D687", "-181CD", null, null, null, null, null, null]],
  ["b", ["101010", "100101101011010000111", "-11000000111001101", null, null, null, null, null, null]],
  ["#o", ["0o52", "0o4553207", "-0o300715", null, null, null, null, null, null]],
  ["c", ["*", null, null, null, null, null, null, null, null]],
  [
    "10.3f",
    [
      "    42.000",
      "1234567.000",
      "-98765.000",
      "     2.500",
      "     0.125",
      "    -0.000",
      "10000000000000000.000",
      null,
      null,
    ],
  ],
  [".2e", ["4.20e+01", "1.23e+06", "-9.88e+04", "2.50e+00", "1.25e-01", "-0.00e+00", "1.00e+16", null, null]],
  ["g", ["42", "1.23457e+06", "-98765", "2.5", "0.125", "-0", "1e+16", null, null]],
  [".3g", ["42", "1.23e+06", "-9.88e+04", "2.5", "0.125", "-0", "1e+16", null, null]],
  [
    "%",
    [
      "4200.000000%",
      "123456700.000000%",
      "-9876500.000000%",
      "250.000000%",
      "12.500000%",
      "-0.000000%",
      "1000000000000000000.000000%",
      null,
      null,
    ],
  ],
  [".0%", ["4200%", "123456700%", "-9876500%", "250%", "12%", "-0%", "1000000000000000000%", null, null]],
  ["=+8d", ["+     42", "+1234567", "-  98765", null, null, null, null, null, null]],
  ["-^7", ["--42---", "1234567", "-98765-", "--2.5--", "-0.125-", "--0.0--", "-1e+16-", "--abc--", "--日本---"]],
  ["é>6", ["éééé42", "1234567", "-98765", "ééé2.5", "é0.125", "éé-0.0", "é1e+16", "éééabc", "éééé日本"]],
  [
    "020",
    [
      "00000000000000000042",
      "00000000000001234567",
      "-0000000000000098765",
      "000000000000000002.5",
      "0000000000000000.125",
      "-00000000000000000.0",
      "0000000000000001e+16",
      "abc00000000000000000",
      "日本000000000000000000",
    ],
  ],
  ["+,", ["+42", "+1,234,567", "-98,765", "+2.5", "+0.125", "-0.0", "+1e+16", null, null]],
  [
    "010,",
    ["00,000,042", "01,234,567", "-0,098,765", "0,000,002.5", "00,000.125", "-000,000.0", "00,001e+16", null, null],
  ],
  ["#b", ["0b101010", "0b100101101011010000111", "-0b11000000111001101", null, null, null, null, null, null]],
  ["n", ["42", "1234567", "-98765", "2.5", "0.125", "-0", "1e+16", null, null]],
  [
    "<010",
    [
      "4200000000",
      "1234567000",
      "-987650000",
      "2.50000000",
      "0.12500000",
      "-0.0000000",
      "1e+1600000",
      "abc0000000",
      "日本00000000",
    ],
  ],
];

for (const [spec, expected] of EXPECTED) {
  test(`formatValue() agrees with Python on the specification ${JSON.stringify(spec)}`, () => {
    for (const [index, value] of VALUES.entries()) {
      assert.equal(attempt(value, spec), expected[index], `${String(value)} by ${spec}`);
    }
  });
}

function attempt(value: string | number | Float, spec: string): string | null {
  try {
    return formatValue(value, parseFormatSpec(spec));
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

test("parseFormatSpec() refuses what would fill the memory", () => {
  assert.throws(() => parseFormatSpec("99999999999"), FormatError);
  assert.throws(() => parseFormatSpec(".99999999999f"), FormatError);
});
