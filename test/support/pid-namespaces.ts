import {spawnSync} from 'node:child_process';

/** The start of a command in a child pid namespace with its own /proc. */
export const UNSHARE = ['unshare', '-pf', '--mount-proc'] as const;

const [program, ...options] = UNSHARE;

/** Whether this user may create pid namespaces: root on Linux. In CI, tests that need them must run. */
export const hasPidNamespaces =
  Boolean(process.env.CI) || spawnSync(program, [...options, 'true']).status === 0;
