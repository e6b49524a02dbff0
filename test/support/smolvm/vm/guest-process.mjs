import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {signal} from '../processes.mjs';

/** Starts a process of the guest in its own process group. */
export function guestProcess(words, {env, cwd, hasStdin, isTerminal, size}) {
  const [program, ...args] = isTerminal ? inTerminal(words, size) : words;
  const whole = isTerminal ? {TERM: 'xterm-256color', ...env} : env;
  const child = spawn(program, args, {
    cwd,
    env: whole,
    detached: true,
    stdio: [hasStdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exit: once(child, 'exit').then(([code, signalName]) => ({code, signal: signalName ?? undefined})),
    closed: once(child, 'close'),
    killTree: () => signal(-child.pid, 'SIGKILL'),
    /** Kills only the command, not its children. The command is a child of the program that enters the guest. */
    killDirect() {
      const inside = childrenOf(child.pid);
      for (const pid of inside.length > 0 ? inside : [child.pid]) signal(pid, 'SIGKILL');
    },
  };
}

/** Uses the host's `script` to provide a terminal, which combines both streams. */
function inTerminal(words, size) {
  const quoted = words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const resize = size ? `stty cols ${size[0]} rows ${size[1]}; ` : '';
  return ['/usr/bin/script', '-qefc', `${resize}exec ${quoted}`, '/dev/null'];
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(/\s+/)
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}
