import {randomUUID} from 'node:crypto';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, ownNet, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

withEngine('network options', () => {
  test('have their effects', {timeout: 60_000}, async () => {
    const folder = await launchFolder();
    const external = `bottle-test-${randomUUID().slice(0, 8)}`;
    onTestFinished(async () => {
      await docker('network', 'rm', external).catch(() => undefined);
    });
    const [first, other] = [ownNet(), ownNet()];
    await docker('network', 'create', '--subnet', `${other}.0/24`, external);
    const launch = await folder.launch({
      tasks: {
        inside: {
          network: {
            ipam: {
              config: [
                {
                  ...{subnet: `${first}.0/24`, ip_range: `${first}.128/25`, gateway: `${first}.129`},
                  aux_addresses: {printer: `${first}.130`},
                },
              ],
            },
            driver_opts: {'com.docker.network.driver.mtu': 1400},
            attachable: true,
            labels: {mine: 'yes'},
          },
        },
        outside: {network: {name: external, external: true}},
        box: {
          container: {
            ...{image: BUSYBOX, command: ['sh', '-c', 'cat /sys/class/net/eth0/mtu; exec sleep 600']},
            ...{networks: ['inside', 'outside'], grace: '0s'},
          },
          ready: {log: '1400'},
        },
      },
    });
    const {outputs} = await launch.event('task-ready', 'box');
    expect(Number(outputs.ip?.split('.').at(-1))).toBeGreaterThanOrEqual(128);
    const inside = (await launch.event('task-ready', 'inside')).outputs.id ?? '';
    expect(JSON.parse(await docker('network', 'inspect', inside))).toMatchObject([
      {
        Attachable: true,
        Labels: {mine: 'yes'},
        IPAM: {
          Config: [
            {
              ...{Subnet: `${first}.0/24`, IPRange: `${first}.128/25`, Gateway: `${first}.129`},
              AuxiliaryAddresses: {printer: `${first}.130`},
            },
          ],
        },
      },
    ]);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    expect(await docker('network', 'ls', '-q', '--filter', `name=${external}`)).not.toBe('');
  });
});
