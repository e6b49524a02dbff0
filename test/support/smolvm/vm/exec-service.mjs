import {constants} from 'node:os';
import {existsSync, writeFileSync} from 'node:fs';
import {isBare} from '../state.mjs';
import {relay} from './relay.mjs';
import {hashOf} from '../places.mjs';

/** Runs commands in the guest, with all hazards that can affect them. */
export function execService(machine) {
  const running = new Set();
  return {
    run: async (request, peer) => await run(machine, running, {request, peer}),
    /** Runs a command of smolvm itself, to copy a file or to prepare the guest, without a window and a log entry. */
    async runUnseen(request, peer) {
      const hazard = hazardOf(machine.settings, request.words ?? request.argv);
      await perform(machine, {request, peer, verdict: 'run', hazard});
    },
  };
}

async function run(machine, running, {request, peer}) {
  const {guest, window, note, settings} = machine;
  const id = `${process.pid}-${(count += 1)}`;
  const {argv, env, cwd, mode} = request;
  const isCorrupted = running.size > 0 && settings.overlap === 'corrupts';
  const verdict = guest.isUp?.() === false ? 'gone' : isCorrupted ? 'corrupted' : window.verdict();
  const hazard = hazardOf(settings, argv);
  note({event: 'began', id, argv, env, cwd, mode, verdict, overlaps: running.size});
  running.add(request);
  const code = await perform(machine, {request, peer, verdict, hazard}).finally(() =>
    running.delete(request),
  );
  if (verdict === 'run') window.answered();
  note({event: 'ended', id, code});
}

let count = 0;

/** Whether to cut off this matching command. Happens once per machine, and is recorded in its directory. */
function hazardOf({loses, dies}, argv) {
  const words = argv.join(' ');
  for (const [name, pattern] of Object.entries({loses, dies})) {
    if (!pattern || !new RegExp(pattern).test(words) || existsSync(`has-${name}`)) continue;
    writeFileSync(`has-${name}`, words);
    return name;
  }
  return undefined;
}

async function perform(machine, {request, peer, verdict, hazard}) {
  const {guest, row, window} = machine;
  if (verdict === 'corrupted')
    return reply(peer, {err: 'error: config.json parse error, trailing garbage\n', code: 1});
  const gone = `error: the container \`smolvm-${hashOf(row.name)}\` is not running\n`;
  if (verdict === 'gone') return reply(peer, {err: gone, code: 1});
  if (verdict === 'gone-on-stdout') return reply(peer, {out: gone, code: 0});

  const argv = verdict === 'killed' ? cutShort(request.argv) : request.argv;
  const child = guest.spawn(argv, {...request, isTerminal: request.mode === 'tty'});
  if (!child) return notFound(peer, row, request.argv);
  if (request.mode === 'detach') return (peer.send({pid: child.pid}), reply(peer, {code: 0}));
  const untilMs = verdict === 'joined' ? window.remainingMs() : undefined;
  const end = await relay(child, {request, peer, untilMs, hazard, ...limits(machine)});
  return finish(machine, {request, peer, end});
}

/** Simulates a command killed after its start: prints the first half of its last word. */
function cutShort(argv) {
  const word = argv.at(-1);
  return ['/bin/sh', '-c', 'printf %s "$1"; kill -KILL $$', 'sh', word.slice(0, word.length / 2)];
}

function limits({row, traits, settings}) {
  return {
    lingerMs: settings.lingerMs,
    isBare: isBare(row),
    killsWholeTree: traits.killsWholeTree || isBare(row),
    overflowIsError: traits.overflowIsError,
  };
}

function finish({row, traits}, {request, peer, end}) {
  if (end.reason === 'gone') return undefined;
  if (end.reason === 'overflow') return (peer.fail(`agent operation failed: vm exec: ${end.message}`), 1);
  if (end.reason === 'timeout') {
    const isReported = request.mode === 'buffered' && !isBare(row);
    return reply(peer, {
      err: isReported ? `\ncommand timed out after ${request.timeoutMs}ms` : '',
      code: 124,
    });
  }
  if (!end.signal) return reply(peer, {code: end.code});
  const code = traits.signalsAreCodes || !isBare(row) ? 128 + constants.signals[end.signal] : 255;
  return reply(peer, {code});
}

function notFound(peer, row, argv) {
  if (!isBare(row))
    return reply(peer, {
      err: `executable file \`${argv[0]}\` not found: No such file or directory\n`,
      code: 1,
    });
  peer.fail(
    'agent operation failed: vm exec: failed to spawn command: No such file or directory (os error 2)',
  );
  return 1;
}

function reply(peer, {out = '', err = '', code}) {
  if (out) peer.send({out: Buffer.from(out).toString('base64')});
  if (err) peer.send({err: Buffer.from(err).toString('base64')});
  peer.last({code});
  return code;
}
