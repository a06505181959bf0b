import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import {
  Float,
  FormatError,
  ShellSyntaxError,
  dumpJson,
  fieldNames,
  formatDuration,
  formatFileMode,
  formatFileSize,
  formatFixed,
  formatFloat,
  formatTime,
  joinShell,
  localTimeOfFile,
  parseFileSize,
  parseFormatString,
  quoteShell,
  replaceSurrogates,
  reprBytes,
  reprText,
  roundHalfEven,
  roundTo,
  shortenMiddle,
  splitShell,
  utcTime,
  wrapText,
} from "./index.ts";

interface TextVectors {
  readonly format_size: readonly { value: number; decimal: string; iec: string; signed: string }[];
  readonly parse_size: readonly (readonly [string, number | "ValueError"])[];
}
const vectors = loadVectors<TextVectors>("text");

test("formatFileSize() writes sizes as Borg does", () => {
  for (const { value, decimal, iec, signed } of vectors.format_size) {
    assert.equal(formatFileSize(value), decimal);
    assert.equal(formatFileSize(value, { iec: true }), iec);
    assert.equal(formatFileSize(value, { sign: true }), signed);
  }
});

test("parseFileSize() reads sizes as Borg does", () => {
  for (const [text, expected] of vectors.parse_size) {
    assert.equal(parseFileSize(text), expected === "ValueError" ? undefined : expected, text);
  }
});

test("formatFixed() sends ties to the even digit", () => {
  assert.deepEqual(
    [0.5, 1.5, 2.5, -0.5].map((value) => formatFixed(value, 0)),
    ["0", "2", "2", "-0"],
  );
  assert.deepEqual(
    [0.125, 0.375, 2.675, 1e22].map((value) => formatFixed(value, 2)),
    ["0.12", "0.38", "2.67", "10000000000000000000000.00"],
  );
  assert.equal(roundTo(999.995, 2), 1000);
  assert.deepEqual([0.5, 1.5, 2.4, 2.6].map(roundHalfEven), [0, 2, 2, 3]);
});

test("formatFloat() writes what Python's repr() writes", () => {
  const expected: readonly (readonly [number, string])[] = [
    [0.1, "0.1"],
    [1, "1.0"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [123456789012345680, "1.2345678901234568e+17"],
    [0.0001, "0.0001"],
    [1.5e-5, "1.5e-05"],
    [-2.5, "-2.5"],
    [-0, "-0.0"],
    [1700000000.1234567, "1700000000.1234567"],
    [5e-324, "5e-324"],
  ];
  for (const [value, text] of expected) assert.equal(formatFloat(value), text);
});

test("dumpJson() writes what json.dumps() writes", () => {
  const value = { b: [1, 2], a: new Float(1), c: {}, d: [], é: '\udcff\x7f"\\\n', gone: undefined };
  assert.equal(
    dumpJson(value, { indent: 4, sortKeys: true }),
    '{\n    "a": 1.0,\n    "b": [\n        1,\n        2\n    ],\n    "c": {},\n    "d": [],\n' +
      '    "\\u00e9": "\\udcff\\u007f\\"\\\\\\n"\n}',
  );
  assert.equal(dumpJson([true, null, 0.5, "日本😀"]), '[true, null, 0.5, "\\u65e5\\u672c\\ud83d\\ude00"]');
});

test("splitShell() splits words as shlex does", () => {
  assert.deepEqual(splitShell("a 'b c'  d"), ["a", "b c", "d"]);
  assert.deepEqual(splitShell('a "b\\"c" \\d'), ["a", 'b"c', "d"]);
  assert.deepEqual(splitShell("''"), [""]);
  assert.deepEqual(splitShell("a\\ b"), ["a b"]);
  assert.deepEqual(splitShell('a"b"c'), ["abc"]);
  assert.deepEqual(splitShell(" x\ny\t"), ["x", "y"]);
  assert.deepEqual(splitShell('"a\\$b"'), ["a\\$b"]);
  assert.throws(() => splitShell("a 'b"), new ShellSyntaxError("No closing quotation"));
  assert.throws(() => splitShell("a \\"), new ShellSyntaxError("No escaped character"));
});

test("quoteShell() quotes words as shlex does", () => {
  assert.deepEqual(["a", "a b", "", "it's", "@x%+=:,./-", "é"].map(quoteShell), [
    "a",
    "'a b'",
    "''",
    "'it'\"'\"'s'",
    "@x%+=:,./-",
    "'é'",
  ]);
  assert.equal(joinShell(["borg", "list", "a b"]), "borg list 'a b'");
});

test("reprText() chooses quotes and escapes as Python does", () => {
  assert.deepEqual(["a", "it's", '"', "'\""].map(reprText), ["'a'", '"it\'s"', "'\"'", "'\\'\"'"]);
  assert.equal(reprText("\n\t\\"), "'\\n\\t\\\\'");
  assert.equal(reprText("\x00\x7f\xa0é\u200b\udcff"), "'\\x00\\x7f\\xa0é\\u200b\\udcff'");
});

test("parseFormatString() takes fields and braces apart, and says what is wrong with Python's words", () => {
  assert.deepEqual(parseFormatString("a{{b}}{x!r:>{y}}{z}"), [
    { kind: "text", text: "a{b}" },
    { kind: "field", name: "x", conversion: "r", spec: ">{y}" },
    { kind: "field", name: "z", conversion: "", spec: "" },
  ]);
  assert.deepEqual(fieldNames("{a:8}{b}{{c}}"), ["a", "b"]);
  assert.throws(() => parseFormatString("{"), new FormatError("Single '{' encountered in format string"));
  assert.throws(() => parseFormatString("a}"), new FormatError("Single '}' encountered in format string"));
  assert.throws(() => parseFormatString("{a"), new FormatError("expected '}' before end of string"));
});

test("formatDuration() leaves out parts that are zero", () => {
  assert.equal(formatDuration(0), "0.00 seconds");
  assert.equal(formatDuration(61.456), "1 minutes 1.46 seconds");
  assert.equal(formatDuration(3600), "1 hours 0.00 seconds");
  assert.equal(formatDuration(90061.5), "1 days 1 hours 1 minutes 1.50 seconds");
});

test("formatFileMode() shows modes as ls does", () => {
  const modes = [0o40755, 0o100644, 0o120777, 0o104755, 0o102644, 0o41777, 0o10600, 0o20660, 0o60660, 0o140755, 0o644];
  assert.deepEqual(modes.map(formatFileMode), [
    "drwxr-xr-x",
    "-rw-r--r--",
    "lrwxrwxrwx",
    "-rwsr-xr-x",
    "-rw-r-Sr--",
    "drwxrwxrwt",
    "prw-------",
    "crw-rw----",
    "brw-rw----",
    "srwxr-xr-x",
    "?rw-r--r--",
  ]);
});

test("formatTime() knows strftime's directives", () => {
  const time = utcTime(1_704_164_645, 678_901);
  assert.equal(
    formatTime(time, "%a %A %b %B %d %e %j %U %W %V %G %u %w"),
    "Tue Tuesday Jan January 02  2 002 00 01 01 2024 2 2",
  );
  assert.equal(formatTime(time, "%Y-%m-%dT%H:%M:%S.%f%z %Z %%"), "2024-01-02T03:04:05.678901+0000 UTC %");
  assert.equal(
    formatTime(time, "%c|%x|%X|%D|%F|%T|%R|%r|%I|%p|%s|%y|%C|%n|%t"),
    [
      "Tue Jan  2 03:04:05 2024",
      "01/02/24",
      "03:04:05",
      "01/02/24",
      "2024-01-02",
      "03:04:05",
      "03:04",
      "03:04:05 AM",
      "03",
      "AM",
      "1704164645",
      "24",
      "20",
      "\n",
      "\t",
    ].join("|"),
  );
  assert.equal(formatTime(time, "%Q %-d %_d"), "%Q 2  2");
});

test("localTimeOfFile() rounds to microseconds by way of a double, and clamps", () => {
  assert.equal(localTimeOfFile(1_795_367_439_101_920_499n).microsecond, 101_921);
  assert.equal(localTimeOfFile(999_999_999_999n).microsecond, 0);
  assert.equal(localTimeOfFile(-5n).epochSeconds, 0);
  assert.equal(localTimeOfFile(2n ** 62n).epochSeconds, 2 ** 31 - 1 - 48 * 3600);
});

test("shortenMiddle() fills or shortens to the cells there are", () => {
  assert.equal(shortenMiddle("short", 10), "short     ");
  assert.equal(shortenMiddle("this_is_a_very_long_string", 20), "this_is...ong_string");
  assert.equal(shortenMiddle("anything", 5), "...  ");
});

test("replaceSurrogates() shows undecodable bytes as question marks", () => {
  assert.equal(replaceSurrogates("a\udcffb�😀"), "a?b�😀");
});

test("wrapText() breaks at blanks and after hyphens", () => {
  assert.deepEqual(wrapText("print only archive statistics, skipping repository-wide statistics", 54), [
    "print only archive statistics, skipping repository-",
    "wide statistics",
  ]);
  assert.deepEqual(wrapText("", 10), []);
});

test("reprBytes() is Python's repr of bytes", () => {
  assert.equal(reprBytes(Uint8Array.of(0, 9, 10, 39, 65, 92, 127, 161, 255)), `b"\\x00\\t\\n'A\\\\\\x7f\\xa1\\xff"`);
  assert.equal(reprBytes(Buffer.from(`'"`)), `b'\\'"'`);
});
