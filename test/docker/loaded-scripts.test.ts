import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {loadedBy} from '../support/loaded.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

withEngine('a run with containers', () => {
  test('loads the script for engines, but no rarely used code', async () => {
    const dir = await temporaryDirectory();
    await writeFile(
      join(dir, 'bottle.yaml'),
      `until: done
tasks:
  net: {network: {}}
  box:
    container: {image: ${BUSYBOX}, command: [sh, -c, echo up; exec sleep 60], networks: [net], grace: 0s, init: true}
    ready: [{log: up}, {exec: ['true']}]
  done: {exec: {in: box, command: ['true']}}
`,
    );
    await loadedBy({dir, args: ['run']});
    const {scripts} = await loadedBy({dir, args: ['run']});
    expect(scripts.map(({name}) => name)).toEqual([
      ...['start', 'run', 'shared', 'places', 'usual', 'plan', 'engines', 'package-dockerode'],
    ]);
  });
});
