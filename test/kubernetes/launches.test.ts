import {expect, test} from 'vitest';
import {withCluster} from '../support/kubernetes/binaries.ts';
import {cluster} from '../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../support/kubernetes/image.ts';
import {expectNothingIn} from '../support/kubernetes/owned-objects.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const PLACE = 'places: {lab: {kubernetes: {}}}';

/** A launch that asks a cluster for everything. */
const ALL = `
  ${PLACE}
  place: lab
  until: done
  tasks:
    inside: {network: {}}
    data: {volume: {}}
    db:
      container: {image: '${NODE_IMAGE}', command: [httpd, -f, -p, '80'], networks: [{network: inside, aliases: [store]}]}
      ready: {exec: [sh, -c, 'nc 127.0.0.1 80 < /dev/null']}
    web:
      needs: [db]
      container:
        image: '${NODE_IMAGE}'
        command: [sh, -c, 'echo hello; exec httpd -f -p 8080']
        networks: [inside]
        ports: [':8080']
        volumes: ['data:/data']
        tmpfs: ['/scratch:size=1m']
        init: true
        configs: [{content: 'x = 1', target: /etc/app.conf}]
        env: {GREETING: 'good $(day) $$'}
        healthcheck: {command: [wget, -q, -O, /dev/null, 'http://127.0.0.1:8080/bin/sh']}
        post_start: [{command: 'echo posted > /data/posted'}]
      ready: [{port: 8080}, {log: hello}, {health: {timeout: 60s}}, {echo: {successes: 2}}, {exec: [/bin/true]}]
    into: {copy: {from: ./words, to: 'web:/tmp/words'}}
    read:
      needs: [into]
      exec:
        in: web
        command: 'cat /tmp/words /etc/app.conf /data/posted; echo "$GREETING $MORE"; wget -q -O - http://db/bin/true > /dev/null; wget -q -O - http://store/bin/true > /dev/null; echo err >&2'
        env: {MORE: more}
    back: {needs: [read], copy: {from: 'web:/tmp/words', to: ./back}}
    once:
      container: {image: '${NODE_IMAGE}', ends: true, outputs: [version], command: [sh, -c, 'echo version=7']}
    done:
      needs: [back]
      run: 'echo "version \${{ tasks.once.version }}"'
      ready: {http: 'http://\${{ tasks.web.ports.8080 }}/bin/sh'}
`;

function saidBy(launch: ReturnType<LaunchRig['run']>, task: string): readonly string[] {
  return launch.events.flatMap(event =>
    event.type === 'task-output' && event.task === task ? [event.line] : [],
  );
}

withCluster('a launch on a cluster', () => {
  const lab = shared(cluster);

  test('is as one on this machine, and leaves nothing', async () => {
    const rig = await launchRig(ALL);
    await rig.write('words', 'over the wire\n');
    const launch = rig.run([], {env: lab().env});
    const ended = await launch.ended();
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(saidBy(launch, 'read').toSorted()).toEqual(
      ['err', 'good $(day) $$ more', 'over the wire', 'x = 1posted'].toSorted(),
    );
    expect(await rig.read('back')).toBe('over the wire\n');
    expect(saidBy(launch, 'done')).toEqual(['version 7']);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });
});
