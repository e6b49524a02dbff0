import {linkSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {Failure} from './problems.mjs';
import {lives, startTimeOf} from './processes.mjs';

/** Runs `act` while the process `pid` holds the lock at `path`. Fails if another running process holds the lock. */
export async function withLock(path, pid, act) {
  const draft = `${path}.${pid}`;
  writeFileSync(draft, JSON.stringify({pid, startTime: startTimeOf(pid)}));
  try {
    if (lives(holderOf(path))) throw held();
    rmSync(path, {force: true});
    take(draft, path);
  } finally {
    rmSync(draft);
  }
  try {
    return await act();
  } finally {
    rmSync(path, {force: true});
  }
}

const held = () =>
  new Failure('agent operation failed: start agent: another process is already starting or running this VM');

function take(draft, path) {
  try {
    linkSync(draft, path);
  } catch (error) {
    throw error.code === 'EEXIST' ? held() : error;
  }
}

function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
