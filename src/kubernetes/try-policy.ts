import type {ExecChannel} from '../channels/channel.ts';

/**
 * Whether the network plugin ignores policies, tested by whether a pod can reach the API server although its policy
 * forbids that. Every pod knows the address of the API server. `undefined` if the image has no program for the test.
 */
export async function ignoresPolicies(
  channel: ExecChannel,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const {code} = await channel.exec(['sh', '-c', SCRIPT], {signal, timeoutMs: 10_000});
    return code === NO_PROGRAM ? undefined : code === 0;
  } catch {
    return undefined;
  }
}

const NO_PROGRAM = 9;

/** Connects with any program that the image has. An enforced policy drops or refuses the connection. */
const SCRIPT = `
host=$KUBERNETES_SERVICE_HOST port=$KUBERNETES_SERVICE_PORT
has() { command -v "$1" > /dev/null 2>&1; }
[ -n "$host" ] || exit ${NO_PROGRAM}
if has node; then
  exec node -e 'const s = require("net").connect(process.argv[2], process.argv[1]);
    s.setTimeout(3000, () => process.exit(1)).on("error", () => process.exit(1)).on("connect", () => process.exit(0))' "$host" "$port"
elif has python3; then
  exec python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)' "$host" "$port" 2> /dev/null
elif has nc; then
  exec nc -w 3 "$host" "$port" < /dev/null > /dev/null 2>&1
elif has bash && has timeout; then
  exec timeout 3 bash -c ': < "/dev/tcp/$0/$1"' "$host" "$port" 2> /dev/null
fi
exit ${NO_PROGRAM}`;
