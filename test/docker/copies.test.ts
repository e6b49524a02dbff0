import {expect, test} from 'vitest';
import type {CopyReport} from '../../src/schema/copy-report.ts';
import {BUSYBOX, docker, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';

const COPIES = 10;

withEngine('copies of a run with a container', () => {
  test('have their own containers and addresses, and are stopped by a pattern', async () => {
    const rig = await launchRig(`
      name: shop
      tasks:
        address: {alias: {pool: 127.0.7.1-127.0.7.40}}
        web:
          container:
            image: "${BUSYBOX}"
            init: true
            env: {COPY: "\${{ run.copy }}"}
            command: [sh, -c, 'mkdir /www && echo "copy $COPY" > /www/index.html && exec httpd -f -p 80 -h /www']
            ports: ["\${{ tasks.address.ip }}:8080:80"]
          ready: {http: "http://\${{ tasks.address.ip }}:8080/"}
    `);
    const up = await rig.bottle(['up', '-d', '--copies', String(COPIES), '--format', 'json']).ended();
    expect({code: up.code, stderr: up.stderr}).toEqual({code: 0, stderr: ''});
    const lines = up.stdout.trimEnd().split('\n');
    const copies = lines.map(line => JSON.parse(line) as CopyReport).toSorted((a, b) => a.copy - b.copy);
    const pages = await Promise.all(
      copies.map(async ({urls: [url = '']}) => (await (await fetch(url)).text()).trim()),
    );
    expect(pages).toEqual(Array.from({length: COPIES}, (_, at) => `copy ${at + 1}`));
    expect(new Set(copies.flatMap(({urls}) => urls)).size).toBe(COPIES);
    const labels = copies.map(({run}) => `bottle.run=${run ?? ''}`);
    const containers = await Promise.all(
      labels.map(async label => await docker('ps', '-q', '--filter', `label=${label}`)),
    );
    expect(containers.map(ids => ids.trim().split('\n').length)).toEqual(labels.map(() => 1));
    expect(new Set(containers).size).toBe(COPIES);

    const again = await rig.bottle(['up', '-d', '--copies', String(COPIES)]).ended();
    expect(again.stdout.match(/ already up /g)).toHaveLength(COPIES);
    const down = await rig.bottle(['down', 'shop-*']).ended();
    expect({code: down.code, stderr: down.stderr}).toEqual({code: 0, stderr: ''});
    for (const label of labels) await expectNothingLeft(label);
    expect(await rig.leftBehind()).toEqual([]);
  });
});
