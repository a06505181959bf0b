/** Waits for something that may take for ever, such as input: `undefined` if the user wants the command to end before. */
export async function untilInterrupted<T>(
  waiting: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (signal === undefined) return waiting;
  if (signal.aborted) return undefined;
  waiting.catch(() => undefined);
  let stop: () => void = () => undefined;
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([waiting, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
