import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';

/**
 * The caller of a command line, if this process is the caller: its identity, its streams, and its lifetime, because it may be
 * killed at any moment. See serve-calls.mjs for the other implementation.
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
    /** Starts a program in its own session, to outlive this process. */
    async boot(words, consolePath) {
      const console = openSync(consolePath, 'a');
      const child = spawn(words[0], words.slice(1), {detached: true, stdio: ['ignore', console, console]});
      closeSync(console);
      child.unref();
      return {pid: child.pid, onEnd: act => void child.once('exit', act)};
    },
    /** Settles like the promise, or never if the caller has been killed. */
    whileAlive: promise => promise,
    onGone: () => undefined,
    end: code => void (process.exitCode = code),
  };
}
