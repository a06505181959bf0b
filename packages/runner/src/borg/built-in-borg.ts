import type { Command } from "@coffer/cli/commands";
import { type CreateResult, SharedSource, type SourceShare } from "@coffer/engine/commands";
import { type Host, runCommandLine } from "@coffer/cli/program";
import { BORG_VERSION } from "@coffer/cli/version";
import { RequestMeter, RunMemory } from "@coffer/engine/context";
import type { RunProgress } from "../progress/index.ts";
import type { Borg, BorgCall, BorgResult } from "./borg.ts";
import { BorgVersion } from "./borg-version.ts";
import type { BorgWorld } from "./borg-world.ts";
import { CallOutput } from "./call-output.ts";
import { CallStreams } from "./call-streams.ts";
import { Streams } from "@coffer/cli/environment";
import { commandOf, type Engine, type EngineCall, type EngineRun } from "./engine.ts";
import { concludeCall } from "./conclude-call.ts";
import { ExecutableBorg } from "./executable-borg.ts";
import { inFolder } from "./in-folder.ts";
import { describeRequests } from "./storage-cost.ts";

/** Commands that say how far they are. */
const PROGRESSIVE: readonly string[] = ["create", "check", "prune", "compact", "extract", "delete", "recreate"];

/** What work on the engine is called, as if it were a command. */
const WORK = "work";

/** What archives and messages call the program. */
const PROGRAM = "coffer";

/** How a call is run beside what it says itself. */
interface Execution {
  /** In the place of a command of coffer. */
  readonly own?: Command;
  readonly progress?: RunProgress | undefined;
  readonly share?: SourceShare;
}

/**
 * Coffer's own engine, in this process: nothing is started, and no passphrase leaves it.
 *
 * Calls run one after the other, for each has the process's folder and umask while it runs; those that run together have the same.
 */
export class BuiltInBorg implements Borg, Engine {
  readonly sparesSpecialFiles = true;
  readonly #world: BorgWorld;
  readonly #program: ExecutableBorg;
  readonly #memory = new RunMemory();
  #last: Promise<unknown> = Promise.resolve();

  /** @param program Words that start coffer as a program of its own, for what has to outlive this one: mounts. */
  constructor(program: readonly string[], world: BorgWorld) {
    this.#world = world;
    this.#program = new ExecutableBorg(program, world);
  }

  async version(): Promise<BorgVersion> {
    return await Promise.resolve(new BorgVersion(BORG_VERSION));
  }

  async run(call: BorgCall): Promise<BorgResult> {
    if (isMount(call)) return await this.#program.run(call);
    return await this.#inTurn(call, async () => await this.#execute(call, { progress: this.#progressOf(call) }));
  }

  async createTogether(calls: readonly BorgCall[]): Promise<readonly PromiseSettledResult<BorgResult>[]> {
    const [first] = calls;
    if (first === undefined) return [];
    return await this.#inTurn(first, async () => {
      const source = new SharedSource(this.#signalOf(first));
      const shares = calls.map((call) => ({ call, share: source.share() }));
      return await Promise.allSettled(
        shares.map(async ({ call, share }) => {
          // one line shows one of them: all have the same files to go through
          const progress = call === first ? this.#progressOf(call) : undefined;
          return await this.#execute(call, { progress, share }).finally(async () => await share.leave());
        }),
      );
    });
  }

  async work<Result>(call: EngineCall, work: (run: EngineRun) => Promise<Result>): Promise<Result> {
    const { repository, archive, ...rest } = call;
    let outcome: { readonly value: Result } | { readonly error: unknown } | undefined;
    const command = commandOf(WORK, async (run) => {
      // an error is for the caller to tell of
      outcome = await work(run).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    });
    const inWords: BorgCall = {
      ...rest,
      command: [WORK],
      positionals: [`${repository}::${archive}`],
      output: { kind: "log", level: "info" },
    };
    await this.#inTurn(inWords, async () => await this.#execute(inWords, { own: command }));
    if (outcome === undefined) throw new Error("the work on the engine has not begun");
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  forget(): void {
    this.#memory.clear();
  }

  /** Does the work of a call after all that came before, with the folder and umask of its own. */
  async #inTurn<Result>(call: BorgCall, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const result = before.then(async () => await inFolder(call.cwd ?? this.#world.cwd, work));
    this.#last = result.catch(() => undefined);
    return await result;
  }

  async #execute(call: BorgCall, { own, progress, share }: Execution): Promise<BorgResult> {
    const { log, configuration } = this.#world;
    const options = progress === undefined ? call.options : ["--progress", ...call.options];
    const words = [...call.command, ...options, ...call.positionals];
    if (own === undefined) log.debug([PROGRAM, ...words].join(" "));
    const env = await this.#environment(call);
    const output = new CallOutput(call, log, progress);
    await progress?.begin(call.positionals[0]?.split("::")[0] ?? "");
    const streams = call.output.kind === "terminal" ? new Streams(env) : new CallStreams(env, call, output);
    let created: CreateResult | undefined;
    const requests = new RequestMeter();
    const host: Host = {
      signal: this.#signalOf(call),
      // work on the engine believes nothing that was known before
      memory: own === undefined ? this.#memory : undefined,
      requests,
      specialFiles: call.specialFiles,
      share,
      archiveCreated: (result) => (created = result),
    };
    const preloaded = own === undefined ? undefined : new Map([[WORK, own]]);
    const code = await runCommandLine({ program: PROGRAM, words, env }, streams, { host, preloaded });
    streams.flushOut();
    streams.flushErr();
    output.end();
    await progress?.end();
    if (requests.counts.size > 0) log.info(describeRequests(requests, configuration.storage_cost));
    const result = concludeCall([PROGRAM, ...call.command].join(" "), code, output, {
      rules: [...(configuration.borg_exit_codes ?? []), ...(call.exitCodes ?? [])],
      log,
    });
    return created === undefined ? result : { ...result, created };
  }

  #signalOf({ signal }: BorgCall): AbortSignal {
    return AbortSignal.any([this.#world.signal, signal].filter((each) => each !== undefined));
  }

  /** Only where the lines are JSON for us to read. */
  #progressOf({ command: [name = ""], options, output }: BorgCall): RunProgress | undefined {
    const isReadable = output.kind === "log" && options.includes("--log-json") && !options.includes("--progress");
    return isReadable && PROGRESSIVE.includes(name) ? this.#world.progress : undefined;
  }

  async #environment(call: BorgCall): Promise<Record<string, string | undefined>> {
    const passphrase = call.withoutPassphrase === true ? undefined : await this.#world.passphrase();
    const env = { ...this.#world.env, ...call.env };
    // what coffer starts does not get it
    return passphrase === undefined ? env : { ...env, BORG_PASSPHRASE: passphrase };
  }
}

/** A mount lives on when this program has ended. */
function isMount({ command, options }: BorgCall): boolean {
  return command[0] === "mount" && !options.includes("--foreground");
}
