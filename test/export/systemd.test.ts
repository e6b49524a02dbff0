import {execFile, execFileSync} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {systemdUnits} from '../../src/export/systemd/units.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {launch, losses} from './launch.ts';

function units(text: string) {
  const exported = systemdUnits(launch(text));
  return {
    files: Object.fromEntries(exported.files.map(({name, text}) => [name, text.trimEnd().split('\n')])),
    losses: losses(exported),
    exported,
  };
}

const SHOP = `
name: shop
env: {MODE: dev}
tasks:
  address: {alias: {}}
  migrate: {run: "make migrate", undo: "make drop", timeout: 1m, description: "50% of\\nthe work"}
  web:
    needs: [migrate, {task: other, condition: started}]
    serve: [node, server.js, "--host=\${{ tasks.address.ip }}", "a b", '$5 "%']
    cwd: app
    env: {PRICE: '5$ "%', HOST: "\${{ tasks.address.ip }}"}
    stop: kill -s INT 1
    stop_signal: SIGINT
    grace: 5s
    wait_timeout: 9s
    restart: {attempts: 3, delay: 2s, condition: failure}
  other: {serve: "exec sleep \${{ vars.n }}", shell: bash}
vars: {n: 5}
`;

describe('a launch file exported to systemd units', () => {
  test('has a service for each host command, and a target', () => {
    const {files, losses} = units(SHOP);
    expect(losses).toEqual(['address: a unit cannot lease an address; 127.0.0.1 is used instead']);
    expect(files).toEqual({
      'shop.target': [
        ...['[Unit]', 'Description=shop'],
        'Wants=shop-migrate.service shop-web.service shop-other.service',
        ...['', '[Install]', 'WantedBy=multi-user.target'],
      ],
      'shop-migrate.service': [
        ...['[Unit]', 'PartOf=shop.target', 'Description=50%% of the work', ''],
        ...['[Service]', 'Environment=MODE=dev', 'WorkingDirectory=/work/shop', 'TimeoutStartSec=60000ms'],
        ...['Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/usr/bin/env sh -e -c "make migrate"'],
        ...['ExecStop=/usr/bin/env sh -e -c "make drop"', ''],
        ...['[Install]', 'WantedBy=shop.target'],
      ],
      'shop-web.service': [
        ...['[Unit]', 'Description=web of shop', 'PartOf=shop.target'],
        ...[
          'After=shop-migrate.service shop-other.service',
          'Requires=shop-migrate.service shop-other.service',
        ],
        ...['JobTimeoutSec=9000ms', 'StartLimitBurst=4', 'StartLimitIntervalSec=1h', ''],
        ...['[Service]', 'Environment=MODE=dev', 'WorkingDirectory=/work/shop/app'],
        ...['Environment="PRICE=5$ \\"%%"', 'Environment=HOST=127.0.0.1', 'Type=exec'],
        'ExecStart=node server.js --host=127.0.0.1 "a b" "$$5 \\"%%"',
        ...['ExecStop=/usr/bin/env sh -e -c "kill -s INT 1"', 'KillSignal=SIGINT', 'TimeoutStopSec=5000ms'],
        ...['Restart=on-failure', 'RestartSec=2000ms', ''],
        ...['[Install]', 'WantedBy=shop.target'],
      ],
      'shop-other.service': [
        ...['[Unit]', 'Description=other of shop', 'PartOf=shop.target', ''],
        ...['[Service]', 'Environment=MODE=dev', 'WorkingDirectory=/work/shop', 'Type=exec'],
        ...[
          'Environment=BOTTLE_VALUE_1=5',
          'ExecStart=/usr/bin/env bash -e -c "exec sleep \\"$${BOTTLE_VALUE_1}\\""',
        ],
        ...['', '[Install]', 'WantedBy=shop.target'],
      ],
    });
  });

  test('omits and reports commands with values known only during a run', () => {
    const {files, losses} = units(`
name: s
tasks:
  a: {serve: a}
  b: {serve: ["b", "\${{ tasks.a.pid }}"]}
  c: {serve: c, needs: [b], ready: {port: 80}, liveness: {port: 80}, stop: "x \${{ tasks.a.pid }}"}
  d: {container: {image: x}}
`);
    expect(Object.keys(files)).toEqual(['s.target', 's-a.service', 's-c.service']);
    expect(files['s-c.service']).toContain('After=s-a.service');
    expect(losses.map(line => line.split(': ').slice(0, 2).join(': '))).toEqual([
      'b: `${{ tasks.a.pid }}` is known only during a run',
      'd: systemd starts host processes; use Docker, or a `.container` file of Podman',
      'c: ready',
      'c: stop',
      'c: liveness',
    ]);
  });

  test.skipIf(!canVerify() && !process.env.CI)('is accepted by systemd', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'app'));
    const {exported} = units(SHOP);
    for (const {name, text} of exported.files)
      await writeFile(join(dir, name), text.replaceAll('/work/shop', dir).replace('=node ', '=/bin/sh '));
    const paths = exported.files.map(({name}) => join(dir, name));
    const {stderr} = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', ...paths]);
    expect(stderr.split('\n').filter(line => line.includes(dir))).toEqual([]);
  });
});

function canVerify(): boolean {
  try {
    execFileSync('systemd-analyze', ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}
