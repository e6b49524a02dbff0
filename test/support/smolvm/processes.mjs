import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';

/** The start time of a process as reported by the system, or `undefined` if it is gone or a zombie. */
export function startTimeOf(pid) {
  const [state, startTime] = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  return state && !/^[ZX]/.test(state) ? startTime : undefined;
}

/** Whether the process with this pid and start time still exists. */
export function lives({pid, startTime} = {}) {
  return Boolean(pid) && startTime !== undefined && startTimeOf(pid) === startTime;
}

/** The pids of machine processes with `folder` in their command line, recorded or not. */
export function bootProcesses(folder) {
  return commandLines()
    .filter(([, words]) => words.includes('_boot-vm') && words.includes(`${folder}/`))
    .map(([pid]) => pid);
}

/** Sends a signal. Returns false if the process does not exist. */
export function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Whether the process ends within `limitMs`. Polls, because it is a child of another process. */
export async function hasEnded(pid, limitMs) {
  const deadline = performance.now() + limitMs;
  while (startTimeOf(pid) !== undefined) {
    if (performance.now() > deadline) return false;
    await delay(2);
  }
  return true;
}

function fromProc(pid) {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [fields[0], fields[19]];
}

function fromPs(pid) {
  const columns = ['-o', 'state=', '-o', 'lstart=', '-p', String(pid)];
  const [state, ...time] = unlessGone(() => execFileSync('ps', columns, {encoding: 'utf8'}), '')
    .trim()
    .split(/\s+/);
  return [state, time.join(' ')];
}

function commandLines() {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], {encoding: 'utf8'}).split('\n');
    return lines.map(line => [Number.parseInt(line, 10), line]);
  }
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.map(pid => [Number(pid), unlessGone(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '')]);
}

function unlessGone(look, otherwise) {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
