import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {expectIsolated, PATIENCE_MS} from '../../examples/docker-sandboxes.ts';
import {leftIn, startExample} from '../../support/example.ts';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {expectNothingIn} from '../../support/kubernetes/owned-objects.ts';
import {enforcePolicies} from '../../support/kubernetes/policies.ts';
import {temporaryDirectory} from '../../support/temporary-directory.ts';

/** A command that loads an image from the local engine to all nodes. */
async function loadCommand({nodes}: Cluster): Promise<string> {
  const path = join(await temporaryDirectory(), 'load');
  const imports = nodes.map(
    ({namespace}) => `${namespace.enter.join(' ')} ctr --namespace=k8s.io images import "$archive"`,
  );
  const script = `#!/bin/sh
    set -e
    archive=$(mktemp)
    trap 'rm -f "$archive"' EXIT
    docker save -o "$archive" "$1"
    ${imports.join('\n')}`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return path;
}

/** The sandbox example, with enforced network policies. */
export function sandboxOn(lab: () => Cluster): void {
  test('has the same result on a cluster', {timeout: PATIENCE_MS}, async () => {
    await enforcePolicies(lab(), onTestFinished);
    const stateDir = await temporaryDirectory();
    const launch = startExample({
      ...{file: 'examples/docker-agent-sandbox/bottle.yaml', stateDir, args: ['--place', 'lab']},
      env: {...lab().env, BOTTLE_LOAD: await loadCommand(lab())},
    });
    await expectIsolated(launch);
    await expectNothingIn(lab());
    expect(await leftIn(stateDir)).toEqual([]);
  });
}
