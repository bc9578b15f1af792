import { type ChildProcess, spawn } from "node:child_process";

/** Ends the processes entrusted to it when this process is gone, however it went. */
export interface Warden {
  adopt(pid: number, signal: NodeJS.Signals): void;
  release(pid: number): void;
  /** Removes this folder too, after the processes, when this process is gone without `close`. */
  discard(folder: string): void;
  close(): void;
}

// Reads lines: "+pid signal", "-pid", "! folder". End of input without "quit" means that the owner is gone: newest first,
// all are asked to end, and killed after five seconds; then the folders are removed.
const SCRIPT = `
trap '' INT TERM HUP
kept=''
doomed=''
while read -r word signal; do
  case "$word" in
    quit) exit 0 ;;
    !) doomed="$doomed$signal
" ;;
    +*) kept="\${word#+}:$signal $kept" ;;
    -*) next=''; for one in $kept; do [ "\${one%%:*}" = "\${word#-}" ] || next="$next $one"; done; kept="$next" ;;
  esac
done
for one in $kept; do kill -s "\${one#*:}" "\${one%%:*}" 2>/dev/null; done
tries=50
while [ "$tries" -gt 0 ]; do
  alive=''
  for one in $kept; do kill -0 "\${one%%:*}" 2>/dev/null && alive=yes; done
  [ -n "$alive" ] || break
  tries=$((tries - 1)); sleep 0.1
done
for one in $kept; do kill -s KILL "\${one%%:*}" 2>/dev/null; done
printf '%s' "$doomed" | while IFS= read -r folder; do rm -rf -- "$folder"; done
`;

/**
 * Starts a small shell that holds one end of a pipe. A process that is killed outright runs no exit handler, but its
 * end of the pipe closes. The shell has a session of its own, so that Ctrl-C in a terminal does not reach it.
 */
export function startWarden(): Warden {
  const shell: ChildProcess = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  const input = shell.stdin;
  shell.on("error", () => undefined);
  input?.on("error", () => undefined);
  shell.unref();
  (input as unknown as { unref?: () => void } | null)?.unref?.();
  return {
    adopt: (pid, signal) => void input?.write(`+${pid} ${signal.replace(/^SIG/, "")}\n`),
    release: (pid) => void input?.write(`-${pid}\n`),
    discard: (folder) => void input?.write(`! ${folder}\n`),
    close: () => void input?.end("quit\n"),
  };
}
