import {duration, environment} from '../arguments.mjs';
import {ask, expectAnswer} from '../agent.mjs';
import {decode, encode, send} from '../frames.mjs';
import {Failure, UsageError} from '../problems.mjs';

/** The limit of output with `--stream`, in bytes. */
const STREAM_LIMIT = 11 * 1024 * 1024;

/** Runs a command in a running machine, and exits with its code. */
export async function perform(call) {
  const mode = modeOf(call);
  if (call.command.length === 0)
    throw new UsageError('the following required arguments were not provided:\n  <COMMAND>...');
  const timeoutMs = call.timeout === undefined ? undefined : duration(call.timeout);
  const row = rowOf(call);
  await expectAnswer(call, row);
  const request = {
    op: 'exec',
    mode,
    argv: call.command,
    env: {...(call.traits.execHasMachineEnv && row.env), ...environment(call.entries, call.env)},
    user: call.user,
    cwd: call.workdir ?? row.workdir,
    timeoutMs,
    hasStdin: Boolean(call.interactive || call.tty),
    size: call.caller.size,
  };
  return await run(call, call.places.machine(row.name), request);
}

function modeOf({stream, interactive, tty, detach}) {
  if (detach && (stream || interactive || tty)) {
    throw new UsageError(
      "the argument '--detach' cannot be used with '--stream', '--interactive' or '--tty'",
    );
  }
  if (detach) return 'detach';
  if (tty) return 'tty';
  if (interactive) return 'interactive';
  return stream ? 'stream' : 'buffered';
}

function rowOf({store, name}) {
  if (name !== undefined) return store.get(name);
  const row = store.find('default');
  if (!row) throw new Failure("agent operation failed: connect: machine 'default' not found");
  return row;
}

async function run({caller, print, complain}, dir, request) {
  let shown = 0;
  const onFrame = ({out, err, pid}) => {
    if (pid) print(pid);
    for (const [text, write] of [
      [out, caller.out],
      [err, caller.err],
    ]) {
      if (!text) continue;
      const bytes = decode(text);
      shown += bytes.length;
      if (request.mode !== 'stream' || shown < STREAM_LIMIT) write(bytes);
    }
  };
  const onOpen = socket => request.hasStdin && forward(caller, socket);
  // The guest enforces the time limit. If it has not reported this after an additional delay, it has stopped responding.
  const limitMs = request.timeoutMs && request.timeoutMs + 5000;
  const {code} = await ask({caller}, dir, request, {onFrame, onOpen, limitMs}).finally(caller.releaseInput);
  if (request.mode !== 'stream' || shown < STREAM_LIMIT) return code;
  complain(`error: streaming output exceeded ${STREAM_LIMIT} bytes`);
  return 1;
}

function forward(caller, socket) {
  caller.makeRaw();
  caller.readInput(
    bytes => send(socket, {in: encode(bytes)}),
    () => send(socket, {in: null}),
  );
}
