/** The variable that marks every command that bottle runs in a container or machine, to find the command and its children. */
export const MARKER = 'BOTTLE_EXEC';

/** Sends the signal `$2` to all processes with the marker `$1` in their environment. Exits with 0 if there was any. */
const SCRIPT = `
found=1
for process in /proc/[0-9]*; do
  grep -qs "${MARKER}=$1" "$process/environ" && kill "-$2" "\${process#/proc/}" && found=0
done
exit $found`;

/**
 * A command that sends a signal to all processes with a marker, and exits with 0 if there was any. It uses the container's shell and
 * `grep`.
 */
export function signalCommand(marker: string, signal: 'TERM' | 'KILL'): readonly string[] {
  return ['sh', '-c', SCRIPT, 'sh', marker, signal];
}
