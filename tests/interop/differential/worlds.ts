/** A prepared scene, made once by the real borg. */
interface World {
  /** Starts from a copy of this one. */
  readonly from?: WorldName;
  /** As in a case. */
  readonly lines: readonly string[];
}

export type WorldName = "nothing" | "empty" | "archives" | "encrypted" | "keyfile" | "history" | "changes";

const at = (time: string): string => `--timestamp ${time} --chunker-params 10,16,12,4095`;

/**
 * `source` holds one of each kind of file. Repositories are called `repo`.
 */
export const WORLDS: Readonly<Record<WorldName, World>> = {
  nothing: {
    lines: [
      "$ mkdir -p source/folder/deeper source/cache source/tagged source/empty",
      "$ printf 'The quick brown fox.\\n' > source/text; : > source/nothing; printf plain > 'source/two words'",
      '$ i=0; while [ $i -lt 6000 ]; do echo "line $i of a file"; i=$((i+1)); done > source/folder/lines',
      "$ printf deep > source/folder/deeper/deep.txt; printf log > source/folder/deeper/deep.log",
      "$ printf 'Signature: 8a477f597d28d172789f06886806bc55\\n' > source/cache/CACHEDIR.TAG; printf cached > source/cache/data",
      "$ : > source/tagged/.nobackup; printf tagged > source/tagged/data",
      "$ ln -s text source/link; ln -s nowhere source/dangling; ln source/text source/twin; mkfifo source/fifo",
      "$ printf 'umlaut' > source/ä; printf 'latin' > \"source/$(printf 'l\\344tin')\"",
      "$ truncate -s 200000 source/holes; printf end >> source/holes",
      "$ printf program > source/tool; chmod 755 source/tool; chmod 600 source/text; chmod 1777 source/empty",
      "$ setfattr -n user.colour -v blue source/text 2>/dev/null; setfacl -m u:1234:r source/tool 2>/dev/null; true",
      "$ printf skip > source/nodump; chattr +d source/nodump 2>/dev/null; true",
      "$ [ $(id -u) != 0 ] || { mknod source/null c 1 3; chown 1234:4321 source/tool; chown -h 1:1 source/link; }",
      "$ find source -depth -exec touch -h -d 2023-05-06T07:08:09.123456789 {} +; touch -d 2024-02-01 source/folder/lines",
      "$ mkdir target",
    ],
  },
  empty: { from: "nothing", lines: ["init -e none repo"] },
  archives: {
    from: "empty",
    lines: [
      `create ${at("2024-01-01T10:00:00")} --comment first repo::one source`,
      "$ printf more >> source/folder/lines; printf new > source/new; rm source/tool; touch -d 2024-02-03 source/new source/folder/lines source",
      `create ${at("2024-01-02T11:30:00")} repo::two source`,
      `create ${at("2024-01-03T12:00:00")} -C zlib repo::other-1 source/folder`,
      `create ${at("2024-01-04T12:00:00")} repo::two.checkpoint source/text`,
    ],
  },
  encrypted: {
    from: "nothing",
    lines: [
      "init -e repokey-blake2 repo",
      `create ${at("2024-01-01T10:00:00")} repo::one source`,
      `create ${at("2024-01-02T11:30:00")} repo::two source/folder`,
    ],
  },
  keyfile: {
    from: "nothing",
    lines: ["init -e keyfile repo", `create ${at("2024-01-01T10:00:00")} repo::one source`],
  },
  history: {
    from: "empty",
    lines: [
      "2019-12-31T23:59:59",
      "2022-06-15T12:00:00",
      "2023-01-01T00:00:00",
      "2023-09-30T08:00:00",
      "2023-10-01T08:00:00",
      "2023-12-24T20:00:00",
      "2024-01-01T00:30:00",
      "2024-01-01T01:30:00",
      "2024-01-01T01:45:00",
      "2024-01-01T01:45:30",
      "2024-01-07T10:00:00",
      "2024-01-08T10:00:00",
      "2024-01-09T10:00:00",
    ].map((time) => `create --timestamp ${time} repo::host-${time.replaceAll(":", ".")} source/text`),
  },
  changes: {
    from: "nothing",
    lines: [
      "init -e none repo",
      `create ${at("2024-01-01T10:00:00")} repo::before source`,
      "$ echo more >> source/text; printf PLAIN > 'source/two words'; rm -r source/cache; rm source/dangling; mkdir source/added",
      "$ printf new > source/added/new; ln -s text source/added/link; ln -sfn folder source/link; rm source/fifo; printf file > source/fifo",
      "$ chmod 4711 source/tool; chmod 700 source/empty; touch -d 2024-03-04 source/holes; rm source/nodump; mkdir source/nodump",
      "$ [ $(id -u) != 0 ] || { chown 5:6 source/tagged/data; rm source/null; mknod source/null c 1 5; mknod source/block b 7 0; }",
      `create ${at("2024-01-02T10:00:00")} repo::after source`,
      "create --timestamp 2024-01-03T10:00:00 --chunker-params fixed,4096 repo::rechunked source",
    ],
  },
};
