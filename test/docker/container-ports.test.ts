import {createServer} from 'node:net';
import {once} from 'node:events';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, foreignContainer, ownNet, withEngine} from '../support/docker.ts';
import {freePort} from '../support/listen.ts';
import {launchFolder} from './launch-here.ts';

const SERVES = 'mkdir -p /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www';

const web = (container: object = {}, script = SERVES): object => ({
  container: {image: BUSYBOX, command: ['sh', '-c', script], ports: [':8080'], grace: '0s', ...container},
  ready: {port: 8080},
});

withEngine('published ports of a container', () => {
  test('can be random, fixed, on a leased address, or UDP, and are optional', async () => {
    const folder = await launchFolder();
    const port = await freePort();
    const launch = await folder.launch({
      tasks: {
        address: {alias: {pool: '127.0.0.120-127.0.0.127'}},
        random: web(),
        fixed: web({ports: [`${port}:8080`]}),
        leased: web({ports: ['${{ tasks.address.ip }}::8080', '5353/udp']}),
        inside: web({ports: []}),
        check: {
          run: [
            ...['sh', '-c', 'for at; do wget -qO- http://$at/ || exit 1; done', '-'],
            ...[
              '${{ tasks.random.ports.8080 }}',
              '${{ tasks.fixed.ports.8080 }}',
              '${{ tasks.leased.ports.8080 }}',
            ],
            '${{ tasks.inside.ip }}:8080',
          ],
        },
      },
    });
    await launch.event('task-done', 'check');
    expect(launch.lines('check')).toEqual(['page', 'page', 'page', 'page']);
    const outputs = async (task: string) => (await launch.event('task-ready', task)).outputs;
    const random = await outputs('random');
    expect(random['ports.8080']).toBe(`127.0.0.1:${random['ports.8080.port'] ?? ''}`);
    expect(await outputs('fixed')).toMatchObject({
      'ports.8080': `127.0.0.1:${port}`,
      'ports.8080.host': '127.0.0.1',
    });
    const {ip = ''} = await outputs('address');
    const leased = await outputs('leased');
    expect(leased['ports.8080.host']).toBe(ip);
    expect(leased['ports.5353']).toMatch(/^127\.0\.0\.1:\d+$/);
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
  });

  test('are not ready while only the proxy of Docker accepts connections', async () => {
    const folder = await launchFolder();
    await folder.write('may-listen', 'no');
    const script = `until grep -q yes /may-listen; do sleep 0.1; done; ${SERVES}`;
    const launch = await folder.launch({
      tasks: {
        web: {
          ...web({volumes: ['./may-listen:/may-listen:ro']}, script),
          ready: [{port: 8080}, {http: '/'}],
        },
      },
    });
    const attempts = (kind: string): number =>
      launch.events.filter(event => event.type === 'probe-attempted' && event.probe.startsWith(kind)).length;
    for (const kind of ['port', 'http']) await expect.poll(() => attempts(kind)).toBeGreaterThanOrEqual(3);
    expect(launch.events.some(({type}) => type === 'probe-passed')).toBe(false);
    await folder.write('may-listen', 'yes');
    await launch.event('task-ready', 'web');
    const seen = launch.events.flatMap(event =>
      event.type === 'probe-attempted' && event.probe === 'port 8080' ? [event.lastSeen] : [],
    );
    expect(new Set(seen)).toEqual(
      new Set(['closed immediately, as a proxy does when nothing listens behind it']),
    );
    launch.stop();
    await launch.ended;
  });

  test('exist even if all networks are internal', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {inside: {network: {internal: true}}, web: {...web({networks: ['inside']}), ready: {http: '/'}}},
    });
    const {outputs} = await launch.event('task-ready', 'web');
    const {outputs: network} = await launch.event('task-ready', 'inside');
    const prefix = (network.subnet ?? '').split('.').slice(0, 2).join('.');
    expect(outputs.ip?.startsWith(`${prefix}.`)).toBe(true);
    launch.stop();
    await launch.ended;
  });

  test('work with names, aliases, a fixed address and several networks', async () => {
    const net = ownNet();
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        one: {network: {subnet: `${net}.0/24`}},
        two: {network: {}},
        web: web({networks: [{network: 'one', ip: `${net}.9`, aliases: ['also']}, 'two'], ports: []}),
        look: {
          container: {
            image: BUSYBOX,
            command: [
              'sh',
              '-c',
              `wget -qO- http://web:8080/; wget -qO- http://also:8080/; echo end; exec sleep 600`,
            ],
            networks: ['one'],
            grace: '0s',
          },
          needs: ['web'],
          ready: {log: 'end'},
        },
      },
    });
    expect((await launch.event('task-ready', 'web')).outputs.ip).toBe(`${net}.9`);
    await launch.event('task-ready', 'look');
    expect(launch.lines('look')).toEqual(['page', 'page', 'end']);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('fail if another container uses the port', async () => {
    const port = await freePort();
    const name = await foreignContainer(['-p', `127.0.0.1:${port}:80`]);
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {web: web({ports: [`${port}:8080`]})}});
    expect((await launch.ended).failures).toEqual([
      {
        reason: 'port-taken',
        task: 'web',
        use: 'publish',
        endpoint: `127.0.0.1:${port}`,
        holder: `container \`${name}\``,
      },
    ]);
  });

  test('fail if a process uses the port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const {port} = server.address() as {readonly port: number};
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {web: web({ports: [`127.0.0.1:${port}:8080`]})}});
    expect((await launch.ended).failures).toEqual([
      {
        ...{reason: 'port-taken', task: 'web', use: 'publish', endpoint: `127.0.0.1:${port}`},
        holder: expect.stringMatching(new RegExp(`^process .+ \\(pid ${process.pid}\\)$`)) as string,
      },
    ]);
  });

  test('fail if another run of bottle uses the port', async () => {
    const port = await freePort();
    const [first, second] = [await launchFolder(), await launchFolder()];
    const holder = await first.launch({tasks: {web: web({ports: [`${port}:8080`]})}});
    const {run} = await holder.event('run-started');
    await holder.event('run-ready');
    const launch = await second.launch({tasks: {web: web({ports: [`${port}:8080`]})}});
    expect((await launch.ended).failures).toMatchObject([
      {reason: 'port-taken', holder: `container \`bottle-${run}-web\` (task \`web\` of run ${run})`},
    ]);
    holder.stop();
    await holder.ended;
    expect(await docker('ps', '-q', '--filter', `label=bottle.run=${run}`)).toBe('');
  });
});
