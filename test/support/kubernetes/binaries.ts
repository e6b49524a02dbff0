import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';
import {describe} from 'vitest';

const VERSION = 'v1.34.4';

/** The folder in which build.sh keeps the built programs for all clones of this user. */
const FOLDER = join(cacheFolder(), 'bottle-tests/kubernetes', VERSION);

/** The path of a program of Kubernetes or CoreDNS. */
export function kubernetesProgram(name: string): string {
  return join(FOLDER, name);
}

/**
 * Tests that need an API server. Skipped if a program is missing, even in CI: building Kubernetes takes most of an
 * hour, and CI counts skipped tests.
 */
export function withApiServer(name: string, tests: () => void): void {
  skipUnlessThere(name, {built: ['kube-apiserver'], installed: ['etcd', 'socat', 'nsenter']}, tests);
}

/** Tests that also need nodes. See {@link withApiServer}. */
export function withCluster(name: string, tests: () => void): void {
  skipUnlessThere(name, CLUSTER, tests);
}

/** Missing requirements for a cluster on this machine. */
export function missingForCluster(): readonly string[] {
  return missing(CLUSTER);
}

const CLUSTER: Needed = {
  built: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kubectl', 'coredns'],
  installed: ['etcd', 'socat', 'nsenter', 'containerd', 'ctr', 'runc', 'conntrack', '/usr/lib/cni/bridge'],
};

interface Needed {
  readonly built: readonly string[];
  readonly installed: readonly string[];
}

function skipUnlessThere(name: string, needed: Needed, tests: () => void): void {
  const absent = missing(needed);
  const note = absent.length > 0 ? ` (skipped: no ${absent.join(', ')}; see test/support/kubernetes)` : '';
  describe.skipIf(absent.length > 0)(`${name}${note}`, tests);
}

function missing({built, installed}: Needed): readonly string[] {
  return [
    ...(process.getuid?.() === 0 ? [] : ['the rights of root']),
    ...built.filter(program => !existsSync(kubernetesProgram(program))),
    ...installed.filter(program => !isInstalled(program)),
  ];
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; command -v "$1"', 'sh', program], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

function cacheFolder(): string {
  const {XDG_CACHE_HOME = ''} = process.env;
  return isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
}
