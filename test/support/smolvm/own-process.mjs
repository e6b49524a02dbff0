import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';

/**
 * The caller of the command line is this process. What a call needs of its caller: its identity, its streams, and the life of
 * a process that may be killed at any moment. The other caller is in served-caller.mjs.
 */
export function ownProcess() {
  const {stdin, stdout, stderr} = process;
  return {
    pid: process.pid,
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    out: bytes => void stdout.write(bytes),
    err: bytes => void stderr.write(bytes),
    size: stdout.isTTY ? stdout.getWindowSize() : undefined,
    isTyped: Boolean(stdin.isTTY),
    makeRaw: () => void (stdin.isTTY && stdin.setRawMode(true)),
    readInput(onData, onEnd) {
      stdin.on('data', onData);
      stdin.on('end', onEnd);
    },
    releaseInput() {
      if (stdin.isRaw) stdin.setRawMode(false);
      stdin.destroy();
    },
    ignoreTerm: () => void process.on('SIGTERM', () => undefined),
    /** Starts a program in a session of its own, so that it outlives this process. */
    async boot(words, consolePath) {
      const console = openSync(consolePath, 'a');
      const child = spawn(words[0], words.slice(1), {detached: true, stdio: ['ignore', console, console]});
      closeSync(console);
      child.unref();
      return {pid: child.pid, onEnd: act => void child.once('exit', act)};
    },
    /** Settles as the promise does, or never if the caller has been killed: a killed process does nothing more. */
    whileAlive: promise => promise,
    onGone: () => undefined,
    end: code => void (process.exitCode = code),
  };
}
