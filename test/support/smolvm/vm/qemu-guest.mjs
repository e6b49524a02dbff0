import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {PassThrough} from 'node:stream';
import {decode, encode} from '../frames.mjs';
import {diskOf} from './disk.mjs';
import {commandIn} from './find-program.mjs';
import {guestEnv} from './guest-env.mjs';
import {initramfsOf} from './initramfs.mjs';

/**
 * An emulated guest with its own kernel. It is still booting when this returns, and is up some seconds later, when the shell
 * on its serial line reports this. Its disk is in memory.
 */
export async function bootQemuGuest({dir, settings}) {
  const root = diskOf(dir);
  const line = createServer().listen('channel.sock');
  await once(line, 'listening');
  const machine = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64', ...hardware(settings, dir)],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  // A machine whose processor has stopped has ended.
  machine.on('exit', () => process.exit(1));
  const [socket] = await once(line, 'connection');
  const channel = openChannel(socket);
  return {
    isUp: channel.isUp,
    spawn(argv, options) {
      const env = {...guestEnv, ...options.env};
      const isThere = argv[0].includes('/') || commandIn({root, argv, path: env.PATH});
      return isThere ? channel.run(scriptOf(argv, {...options, env}), options) : undefined;
    },
    async stop() {
      machine.removeAllListeners('exit');
      const ended = once(machine, 'exit');
      machine.kill('SIGKILL');
      await ended;
    },
  };
}

function hardware({kernel}, dir) {
  return [
    ...['-accel', 'tcg', '-M', 'pc', '-m', '256', '-nodefaults', '-display', 'none', '-no-reboot'],
    // Disables the check of the timer, which may be late on a busy host and cause a kernel panic.
    ...['-kernel', kernel, '-initrd', initramfsOf(dir), '-append', 'console=ttyS0 panic=-1 no_timer_check'],
    ...['-serial', 'stdio', '-serial', 'unix:channel.sock'],
  ];
}

function scriptOf(argv, {env, cwd}) {
  const quoted = word => `'${word.replaceAll("'", `'\\''`)}'`;
  const variables = Object.entries(env).map(([key, text]) => quoted(`${key}=${text}`));
  return `cd ${quoted(cwd ?? '/')} && exec env -i ${[...variables, ...argv.map(quoted)].join(' ')}`;
}

/** The host's end of the serial line: sends numbered commands and receives their results. */
function openChannel(socket) {
  const running = new Map();
  let isUp = false;
  let rest = '';
  socket.setEncoding('latin1').on('data', text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) hear(line.trim().split(' '));
  });

  function hear([word, id, code, out, err]) {
    if (word === 'up') isUp = true;
    if (word === 'again')
      for (const {lines} of running.values()) for (const line of lines) socket.write(line);
    if (word === 'end') running.get(id)?.end({code: Number(code), out: textOf(out), err: textOf(err)});
  }

  let last = 0;
  return {
    isUp: () => isUp,
    run(script, {hasStdin}) {
      const id = String((last += 1));
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      // Sends lost lines again.
      const lines = [];
      const send = line => {
        lines.push(line);
        socket.write(line);
      };
      const done = new Promise(end => running.set(id, {end, lines})).then(({code, out, err}) => {
        running.delete(id);
        stdout.end(out);
        stderr.end(err);
        return {code};
      });
      if (!hasStdin) stdin.end();
      void begin(id, {script, stdin, send});
      const kill = () => send(`kill ${id}\n`);
      const closed = Promise.all([once(stdout, 'end'), once(stderr, 'end')]);
      return {pid: Number(id), stdin, stdout, stderr, exit: done, closed, killTree: kill, killDirect: kill};
    },
  };
}

/** Removes the additional newline of an output. */
const textOf = field => decode(field).subarray(0, -1);

/** Sends a command with its complete input, which arrives before the command starts. */
async function begin(id, {script, stdin, send}) {
  const input = await stdin.toArray();
  // No field is empty, so each line has the same number of fields.
  send(`run ${id} ${encode(`${script}\n`)} ${encode(Buffer.concat([...input, Buffer.from('\n')]))}\n`);
}
