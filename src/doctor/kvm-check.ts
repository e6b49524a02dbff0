import {isAtLeast} from '../smolvm/version.ts';
import type {Check, Finding, Host, UserIds} from './finding.ts';

const DEVICE = '/dev/kvm';

/** The requirement of smolvm on Linux: access to /dev/kvm for the user that machines run as. */
export const kvmCheck: Check = async (machine, signal) => {
  const why = await machine.openProblem(DEVICE);
  if (why !== undefined) return [unusable(why)];
  const as = await droppedUser(machine, signal);
  const whyNot = as && (await machine.openProblem(DEVICE, as));
  if (whyNot !== undefined) return [unusableDropped(as, whyNot)];
  return [{check: 'kvm', status: 'good', found: `\`${DEVICE}\` can be used`}];
};

function unusable(why: string): Finding {
  const mayNot = why === 'EACCES' || why === 'EPERM';
  return {
    check: 'kvm',
    status: 'missing',
    found: why === 'ENOENT' ? `there is no \`${DEVICE}\`` : `\`${DEVICE}\` cannot be used (${why})`,
    fix: mayNot
      ? 'add yourself to its group: `sudo usermod -aG kvm "$USER"`, then log in again'
      : 'enable virtualization in the firmware, or nested virtualization on the host; in a container, add `--device /dev/kvm`',
  };
}

function unusableDropped(as: UserIds | undefined, why: string): Finding {
  return {
    check: 'kvm',
    status: 'missing',
    found: `root can use \`${DEVICE}\`, but the user that smolvm runs machines as cannot (uid ${as?.uid}, group \`kvm\`: ${why})`,
    fix: `\`groupadd -rf kvm && chgrp kvm ${DEVICE} && chmod 660 ${DEVICE}\`, or \`SMOLVM_VM_UID_DROP=off\` to run machines as root`,
  };
}

/** The first user id for machines that root starts (smolvm's src/process.rs, `VM_UID_BASE`). */
const FIRST_UID = 2_000_000;

/** The user that the process of a machine switches to if root starts it. The process keeps only the group `kvm`. */
async function droppedUser(
  {isRoot, env, askSmolvm, run}: Host,
  signal: AbortSignal,
): Promise<UserIds | undefined> {
  if (!isRoot || env.SMOLVM_VM_UID_DROP === 'off') return undefined;
  const asked = await askSmolvm(signal);
  if (!('version' in asked) || !isAtLeast(asked.version, '1.2.5')) return undefined;
  const {stdout} = await run(['getent', 'group', 'kvm'], signal).catch(() => ({stdout: ''}));
  const gid = /^kvm:[^:]*:(\d+):/.exec(stdout)?.[1];
  return {uid: FIRST_UID, gid: gid === undefined ? FIRST_UID : Number(gid)};
}
