import {compareVersions} from 'compare-versions';
import type {Check} from './finding.ts';

/** The oldest supported Node; package.json has the same version for npm. */
const OLDEST_NODE = '20.19.0';

export const nodeCheck: Check = async ({nodeVersion}) => {
  const isGood = compareVersions(nodeVersion, OLDEST_NODE) >= 0;
  if (isGood) return [{check: 'node', status: 'good', found: `Node ${nodeVersion}`}];
  const found = `Node ${nodeVersion}; bottle needs ${OLDEST_NODE} or newer`;
  return [{check: 'node', status: 'missing', found, fix: 'install a newer Node (https://nodejs.org)'}];
};

/**
 * The state directory must be writable and local. If machines share it, each one takes the runs and leases of the others for remains of
 * an earlier boot.
 */
export const stateCheck: Check = async (machine, signal) => {
  const {stateDir} = machine;
  const fix = 'set `$BOTTLE_STATE_DIR` to a writable folder on this machine';
  if (stateDir === undefined) {
    const found = 'this user has no home directory: `$HOME` is not set and the user database has no entry';
    return [{check: 'state', status: 'missing', found, fix}];
  }
  // Created, as by any run: a parent folder such as /proc may refuse new entries although its mode allows them.
  const problem = await machine.stateProblem(stateDir);
  if (problem !== undefined) {
    const found = `\`${stateDir}\` cannot be created or written to (${problem})`;
    return [{check: 'state', status: 'missing', found, fix}];
  }
  const device = await deviceOf(stateDir, machine, signal);
  // A network file system has the host name before the path: `server:/export`, `//server/share`.
  if (/^[^/]*:|^\/\//.test(device)) {
    const found = `\`${stateDir}\` is on \`${device}\`, which may be shared with other machines`;
    return [{check: 'state', status: 'missing', found, fix}];
  }
  return [{check: 'state', status: 'good', found: `\`${stateDir}\` is writable`}];
};

/** The device that POSIX `df` reports for a path; '' if it fails. */
async function deviceOf(path: string, {run}: Parameters<Check>[0], signal: AbortSignal): Promise<string> {
  const {stdout} = await run(['df', '-P', path], signal).catch(() => ({stdout: ''}));
  return stdout.trim().split('\n').at(-1)?.split(/\s/)[0] ?? '';
}

export const runsCheck: Check = async ({deadRuns}) => {
  const files = [...new Set(await deadRuns())];
  if (files.length === 0) return [{check: 'runs', status: 'good', found: 'no dead run left anything behind'}];
  return files.map(file => ({
    check: 'runs',
    status: 'note',
    found: `a dead run of \`${file}\` left things behind`,
    fix: `\`bottle run ${file}\` cleans them up before it starts`,
  }));
};
