import type {AskedCluster} from '../kubernetes/api/ask-cluster.ts';
import {KubernetesError, permissionText} from '../kubernetes/api/problem.ts';
import type {Check, Finding, Host} from './finding.ts';
import type {NamedCluster} from './needed.ts';

/** A finding for each cluster that tasks use. */
export function kubernetesCheck(clusters: readonly NamedCluster[]): Check {
  return async (machine, signal) =>
    await Promise.all(clusters.map(async cluster => await findingOf(cluster, machine, signal)));
}

async function findingOf(
  {name, source}: NamedCluster,
  {askCluster}: Host,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'kubernetes';
  try {
    const asked = await askCluster(source, signal);
    const {version, server} = asked;
    const found = `\`${name}\`: Kubernetes ${version} at ${server} (${asked.source})`;
    return problemOf(asked, {name, source}) ?? {check, status: 'good', found};
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    const {facts, message} = error;
    const found = 'source' in facts ? `\`${name}\` (${facts.source}): ${message}` : `\`${name}\`: ${message}`;
    return {check, status: 'missing', found, fix: 'next' in facts ? facts.next : OTHER_CONTEXT};
  }
}

const OTHER_CONTEXT =
  'start the cluster, log in again, or name another context (`kubectl config get-contexts`)';

function problemOf(
  {isNamespaceMissing, missing, source: from}: AskedCluster,
  {name, source: {namespace}}: NamedCluster,
): Finding | undefined {
  const start = `\`${name}\` (${from})`;
  if (isNamespaceMissing)
    return {
      ...{check: 'kubernetes', status: 'missing', found: `${start} has no namespace \`${namespace ?? ''}\``},
      fix: `\`kubectl create namespace ${namespace ?? ''}\`, or leave out \`namespace\` to use a new one for each run`,
    };
  if (missing.length === 0) return undefined;
  const scope = namespace === undefined ? {} : {namespace};
  const lines = missing.map(permission => `${permission.verb} ${permissionText({...permission, ...scope})}`);
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return {
    ...{check: 'kubernetes', status: 'missing'},
    found: `${start} does not allow you to ${lines.join(', ')}`,
    fix: `ask an administrator to create the ${kind} in docs/places.md and bind it to you`,
  };
}
