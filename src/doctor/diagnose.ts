import {PATIENCE_MS} from '../docker/first-ping.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import {addressCheck} from './address-check.ts';
import {dockerCheck} from './docker-check.ts';
import type {Check, CheckName, Finding, Host} from './finding.ts';
import {nodeCheck, runsCheck, stateCheck} from './host-checks.ts';
import {macosCheck, signatureCheck} from './hypervisor-checks.ts';
import {kubernetesCheck} from './kubernetes-check.ts';
import {kvmCheck} from './kvm-check.ts';
import type {Needed} from './needed.ts';
import {smolvmCheck} from './smolvm-check.ts';

/** Time limit for one check: the first response of an engine may take `PATIENCE_MS`, and all further ones as long again. */
const LIMIT_MS = 2 * PATIENCE_MS;

/**
 * Runs all checks in parallel, each under a deadline. A check that does not respond in time counts as `missing`. Without a launch file
 * (`isAsked` is false), missing things are only notes, except for requirements of bottle itself.
 */
export async function diagnose(
  {isAsked, ...needed}: Needed & {readonly isAsked: boolean},
  machine: Host,
  clock: Clock,
): Promise<readonly Finding[]> {
  const checks = checksFor(needed, machine);
  const findings = Object.entries(checks).map(
    async ([name, check]) => await underDeadline(name as CheckName, check, machine, clock),
  );
  const all = (await Promise.all(findings)).flat();
  return all.map(finding =>
    isAsked || ['node', 'state'].includes(finding.check) ? finding : noted(finding),
  );
}

function noted(finding: Finding): Finding {
  return finding.status === 'missing' ? {...finding, status: 'note'} : finding;
}

function checksFor(
  {docker, defaultBridge, engines, machines, addresses, clusters}: Needed,
  {platform}: Host,
): Readonly<Partial<Record<CheckName, Check>>> {
  return {
    ...{node: nodeCheck, state: stateCheck, runs: runsCheck},
    ...(addresses.length > 0 && {addresses: addressCheck(addresses)}),
    ...((docker || engines.length > 0) && {
      docker: dockerCheck([...(docker ? [{needsBridge: defaultBridge}] : []), ...engines]),
    }),
    ...(clusters.length > 0 && {kubernetes: kubernetesCheck(clusters)}),
    ...(machines && {smolvm: smolvmCheck}),
    ...(machines && platform === 'darwin' && {macos: macosCheck, signature: signatureCheck}),
    ...(machines && platform !== 'darwin' && {kvm: kvmCheck}),
  };
}

async function underDeadline(
  name: CheckName,
  check: Check,
  machine: Host,
  clock: Clock,
): Promise<readonly Finding[]> {
  const {signal, cancel} = clock.deadline(LIMIT_MS);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(new Error(`no response within ${formatDuration(LIMIT_MS)}`)),
      {once: true},
    );
  });
  try {
    return await Promise.race([check(machine, signal), late]);
  } catch (error) {
    return [{check: name, status: 'missing', found: `the check failed: ${messageOf(error)}`}];
  } finally {
    cancel();
  }
}
