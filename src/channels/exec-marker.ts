/** Set in the environment of every command that bottle runs inside, to find the command and its children. */
export const MARKER = 'BOTTLE_EXEC';

/** Ends with 0 when it has sent the signal `$2` to a process that has the marker `$1` in its environment. */
const SCRIPT = `
found=1
for process in /proc/[0-9]*; do
  grep -qs "${MARKER}=$1" "$process/environ" && kill "-$2" "\${process#/proc/}" && found=0
done
exit $found`;

/** A command that sends a signal to all that has a marker, with the container's own shell and `grep`; 0 if there is anything. */
export function signalCommand(marker: string, signal: 'TERM' | 'KILL'): readonly string[] {
  return ['sh', '-c', SCRIPT, 'sh', marker, signal];
}
