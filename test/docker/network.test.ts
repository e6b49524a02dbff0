import {expect, test} from 'vitest';
import {BUSYBOX, docker, ownNet, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';

interface Inspected {
  readonly Driver: string;
  readonly Internal: boolean;
  readonly EnableIPv6: boolean;
  readonly Labels: Readonly<Record<string, string>>;
  readonly IPAM: {readonly Config: readonly {readonly Subnet: string; readonly Gateway?: string}[]};
}

async function inspect(name: string): Promise<Inspected> {
  const [found] = JSON.parse(await docker('network', 'inspect', name)) as readonly Inspected[];
  if (!found) throw new Error(`there is no network ${name}`);
  return found;
}

withEngine('a network', () => {
  test("has the defaults of Docker and the labels of its run, and outputs the engine's description", async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {net: {network: {}}, up: {serve: 'exec sleep 600'}}});
    const {outputs} = await launch.event('task-ready', 'net');
    const name = outputs.name ?? '';
    const made = await inspect(name);
    expect(made).toMatchObject({Driver: 'bridge', Internal: false, EnableIPv6: false});
    expect(made.Labels).toMatchObject({'bottle.task': 'net', 'bottle.file': folder.file});
    expect(outputs.subnet).toBe(made.IPAM.Config[0]?.Subnet);
    expect(outputs.gateway).toBe(made.IPAM.Config[0]?.Gateway);
    expect(outputs.id).toMatch(/^[0-9a-f]{64}$/);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    await expect(inspect(name)).rejects.toThrow();
  });

  test('has the requested options', async () => {
    const net = ownNet();
    const [subnet, gateway] = [`${net}.0/24`, `${net}.9`];
    const network = {
      ...{internal: true, subnet, gateway, ipv6: false},
      labels: {team: 'blue'},
    };
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {net: {network}, up: {serve: 'exec sleep 600'}}});
    const {outputs} = await launch.event('task-ready', 'net');
    const made = await inspect(outputs.name ?? '');
    expect(made).toMatchObject({Internal: true, Labels: {team: 'blue'}});
    expect(made.IPAM.Config).toEqual([{Subnet: subnet, Gateway: gateway}]);
    expect(outputs).toMatchObject({subnet, gateway});
    launch.stop();
    await launch.ended;
  });

  test('reserves addresses, which containers get only if they set them', async () => {
    const folder = await launchFolder();
    const box = {image: BUSYBOX, command: ['sleep', '600'], grace: '0s'};
    const launch = await folder.launch({
      tasks: {
        net: {network: {addresses: ['web', 'db']}},
        web: {container: {...box, networks: [{network: 'net', ip: '${{ tasks.net.addresses.web }}'}]}},
        other: {container: {...box, networks: ['net']}},
      },
    });
    const {outputs} = await launch.event('task-ready', 'net');
    const [range] = (await inspect(outputs.name ?? '')).IPAM.Config;
    const [first, second] = (range?.Subnet ?? '').split('.');
    expect(range).toMatchObject({Subnet: outputs.subnet, Gateway: outputs.gateway});
    expect(outputs['addresses.web']).toMatch(new RegExp(`^${first}\\.${second}\\..*\\.254$`));
    expect(outputs['addresses.db']).toMatch(new RegExp(`^${first}\\.${second}\\..*\\.253$`));
    expect((await launch.event('task-ready', 'web')).outputs.ip).toBe(outputs['addresses.web']);
    const reserved = [outputs['addresses.web'], outputs['addresses.db']];
    expect(reserved).not.toContain((await launch.event('task-ready', 'other')).outputs.ip);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('has no external access if it is internal, and resolves containers by task name', async () => {
    const folder = await launchFolder();
    const inside = {image: BUSYBOX, networks: ['net'], grace: '0s'};
    const script = 'wget -q -O - http://web:8080/ && ! wget -q -T 2 -O - http://1.1.1.1/';
    const launch = await folder.launch({
      tasks: {
        net: {network: {internal: true}},
        web: {
          container: {
            ...inside,
            command: ['sh', '-c', 'echo hello > /tmp/index.html; exec httpd -f -p 8080 -h /tmp'],
          },
          ready: {exec: ['wget', '-q', '-O', '-', 'http://127.0.0.1:8080/']},
        },
        box: {needs: ['web'], container: {...inside, command: ['sleep', '600']}},
        look: {exec: {in: 'box', command: script}},
      },
    });
    expect(await launch.line('look', /hello/)).toBe('hello');
    await launch.event('task-done', 'look');
    launch.stop();
    expect((await launch.ended).failures).toEqual([]);
  });

  test("fails with the engine's reason if its subnet overlaps another one, and leaves nothing", async () => {
    const folder = await launchFolder();
    const subnet = `${ownNet()}.0/24`;
    const launch = await folder.launch({
      tasks: {first: {network: {subnet}}, second: {needs: ['first'], network: {subnet}}},
    });
    const {failures, leftovers} = await launch.ended;
    expect(failures).toMatchObject([{reason: 'docker', task: 'second'}]);
    expect(failures[0]?.reason === 'docker' && failures[0].why).toMatch(/[Pp]ool overlaps/);
    expect(leftovers).toEqual([]);
  });
});
