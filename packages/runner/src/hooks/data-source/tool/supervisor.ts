/** Where a tool finds its secret: an anonymous pipe, which can be read once. */
export const SECRET_PATH = "/dev/fd/9";

/** Descriptor whose end tells the supervisor that we are gone. */
const ALIVE_FD = 3;
/** Descriptor that the secret comes from. */
const SECRET_FD = 4;

/**
 * Runs a tool for us: `sh -c SUPERVISOR sh PIPE REDIRECT SECRET WORDS…`.
 *
 * - When this process is gone, even by `kill -9`, the tool ends, and its named pipe is removed: a tool that waits for a reader that never
 *   comes would wait forever otherwise. That is why it leads a process group of its own.
 * - The shell opens the named pipe, so that waiting for a reader never blocks this process.
 * - Node gives a child sockets, which cannot be opened by name; `cat` turns the one with the secret into a pipe, which can.
 *
 * PIPE: named pipe to be removed, or empty. REDIRECT: `yes` if standard output goes there. SECRET: `yes` if there is one.
 */
export const SUPERVISOR: string = `
pipe=$1 redirect=$2 secret=$3; shift 3
exec 5<&0 </dev/null
{ read -r _; [ -z "$pipe" ] || rm -f -- "$pipe"; kill -TERM 0; } <&${ALIVE_FD} ${ALIVE_FD}<&- ${SECRET_FD}<&- 5<&- >/dev/null 2>&1 &
watcher=$!
exec ${ALIVE_FD}<&-
run() { if [ "$redirect" = yes ]; then "$@" >"$pipe"; else "$@"; fi; }
if [ "$secret" = yes ]; then
  cat <&${SECRET_FD} | run "$@" 9<&0 <&5 ${SECRET_FD}<&- 5<&-
else
  run "$@" <&5 ${SECRET_FD}<&- 5<&-
fi
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;
