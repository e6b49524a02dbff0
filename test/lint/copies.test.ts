import {expect, test} from 'vitest';
import {examine} from '../../src/config/load.ts';
import {checkCopies} from '../../src/lint/copies/check-copies.ts';
import {kinds} from '../../src/tasks/registry.ts';

/** The errors for several copies of a launch file, each with the marked part of the file. */
function clashes(text: string, copies = 3): readonly string[] {
  const env = {PORT: '8080'};
  const {launch, partial, diagnostics} = examine('/work/bottle.yaml', text, {vars: {}, env, kinds});
  if (!launch || !partial) throw new Error(diagnostics.map(({message}) => message).join('\n'));
  const found = checkCopies({parsed: partial.parsed, launch, tasks: launch.tasks.values(), env, copies});
  return found.map(({severity, rule, message, place: {start, end} = {start: 0, end: 0}}) => {
    expect({severity, rule}).toEqual({severity: 'error', rule: 'copy-clash'});
    return `${text.slice(start, end)}: ${message}`;
  });
}

function container(keys: string): string {
  return `{address: {alias: {}}, box: {container: {image: "x:1", ${keys}}}}`;
}

const OWN = 'use the address that task `address` leases';

test.each([
  [
    container('ports: ["8080:80"]'),
    `"8080:80": 3 copies cannot all publish on 127.0.0.1:8080; ${OWN}: \`\${{ tasks.address.ip }}:8080:80\`, or let Docker choose the port: \`80\``,
  ],
  [
    `{box: {container: {image: "x:1", ports: ["\${{ env.PORT }}:80/udp"]}}}`,
    '"${{ env.PORT }}:80/udp": 3 copies cannot all publish on 127.0.0.1:8080; lease an address for each with an `alias` task: `${{ tasks.address.ip }}:8080:80`, or let Docker choose the port: `80`',
  ],
  [
    container('ports: ["0.0.0.0:8000-8001:80"]'),
    `"0.0.0.0:8000-8001:80": 3 copies cannot all publish on 0.0.0.0:8000-8001; ${OWN}: \`\${{ tasks.address.ip }}:8000-8001:80\`, or let Docker choose the port: \`80\``,
  ],
  [
    '{vm: {machine: {image: "x:1", ports: ["8080:80"]}}}',
    '"8080:80": 3 copies cannot all publish on 127.0.0.1:8080; add the number of the copy: `8080${{ run.copy }}:80`',
  ],
  [
    '{web: {serve: x, ready: {port: 3000}}}',
    '3000: 3 copies cannot all listen on localhost:3000; lease an address for each with an `alias` task, and use it in the server and in this probe: `${{ tasks.address.ip }}:3000`',
  ],
  [
    '{address: {alias: {}}, web: {serve: x, ready: [{http: "http://localhost:3000/health"}]}}',
    `"http://localhost:3000/health": 3 copies cannot all listen on localhost:3000; ${OWN}, and use it in the server and in this probe: \`\${{ tasks.address.ip }}:3000\``,
  ],
  [
    '{box: {container: {image: "x:1", network_mode: host}, ready: {port: 3000}}}',
    '3000: 3 copies cannot all listen on localhost:3000; lease an address for each with an `alias` task, and use it in the server and in this probe: `${{ tasks.address.ip }}:3000`',
  ],
  [
    '{data: {volume: {keep: true}}}',
    'true: 3 copies cannot all use this kept volume at the same time; add `shared: true` if they may use the same data, or give each its own: `name: "data-${{ run.copy }}"`',
  ],
  [
    '{data: {volume: {name: "shop-data"}}}',
    '"shop-data": 3 copies cannot all create the volume `shop-data`; leave `name` out, or give each its own: `name: "shop-data-${{ run.copy }}"`',
  ],
  [
    '{net: {network: {name: shop}}}',
    'shop: 3 copies cannot all create the network `shop`; leave `name` out to give each its own',
  ],
  [
    '{net: {network: {subnet: 172.30.0.0/24}}}',
    '172.30.0.0/24: 3 copies cannot all use the subnet 172.30.0.0/24; leave it out to let Docker choose one for each, or use `${{ run.copy }}` in it',
  ],
  [
    '{net: {network: {ipam: {config: [{subnet: 172.30.0.0/24}]}}}}',
    '172.30.0.0/24: 3 copies cannot all use the subnet 172.30.0.0/24; leave it out to let Docker choose one for each, or use `${{ run.copy }}` in it',
  ],
  [
    '{address: {alias: {pool: 127.0.0.16-127.0.0.17}}}',
    '127.0.0.16-127.0.0.17: 3 copies cannot lease 3 addresses from 127.0.0.16-127.0.0.17, which has 2; widen the pool, for example `pool: 127.0.1.0-127.0.1.255`',
  ],
])('copies clash: %s', (tasks, message) => {
  expect(clashes(`tasks: ${tasks}`)).toEqual([message]);
});

test('two tasks on one pool need two addresses for each copy', () => {
  expect(clashes('tasks: {a: {alias: {}}, b: {alias: {}}}', 9)).toHaveLength(2);
  expect(clashes('tasks: {a: {alias: {}}, b: {alias: {}}}', 8)).toEqual([]);
  expect(clashes('tasks: {a: {alias: {}}}', 600)).toEqual([
    expect.stringMatching(/for example `pool: 127\.0\.1\.0-127\.0\.3\.255`$/),
  ]);
});

test.each([
  container('ports: ["${{ tasks.address.ip }}:8080:80", "80", "127.0.0.1::80", "8000-8002:80"]'),
  container('ports: ["808${{ run.copy }}:80"]'),
  '{web: {serve: x, ready: {port: 3000, any_owner: true}}}',
  '{web: {serve: x, ready: {port: "db.test:3000"}}}',
  '{address: {alias: {}}, web: {serve: x, ready: {port: "${{ tasks.address.ip }}:3000"}}}',
  '{up: {wait: {}, ready: {port: 3000}}}',
  `{web: {if: "\${{ env.PORT == '1' }}", serve: x, ready: {port: 3000}}}`,
  '{box: {container: {image: "x:1", ports: ["80"]}, ready: {port: 80}}}',
  '{data: {volume: {keep: true, shared: true}}, own: {volume: {keep: true, name: "own-${{ run.copy }}"}}, plain: {volume: {}}}',
  '{data: {volume: {external: true, name: xx}}, net: {network: {external: true, name: yy}}, own: {network: {}}}',
])('copies do not clash: %s', tasks => {
  expect(clashes(`tasks: ${tasks}`)).toEqual([]);
});

const LAB = (keys: string, more = ''): string =>
  `{places: {lab: {kubernetes: {${keys}}}}, place: lab, tasks: {web_1: {container: {image: "x:1"${more}}}, data: {volume: {}}}}`;

test('copies clash over container names in a shared namespace of a cluster', () => {
  expect(clashes(LAB('namespace: sandboxes'))).toEqual([
    '"x:1": 3 copies cannot all be named `web-1` in namespace `sandboxes`, where names of Services are unique; leave `namespace` of place `lab` out to give each its own',
  ]);
  expect(clashes(LAB(''))).toEqual([]);
  expect(clashes(LAB('namespace: sandboxes', ', network_mode: none'))).toEqual([]);
});

test('a single copy never clashes', () => {
  expect(clashes('tasks: {web: {serve: x, ready: {port: 3000}}}', 1)).toEqual([]);
});

test('errors are in file order', () => {
  const file =
    'tasks: {net: {network: {name: x}}, web: {serve: x, ready: {port: 3000}}, data: {volume: {keep: true}}}';
  expect(clashes(file).map(each => each.split(':', 1)[0])).toEqual(['x', '3000', 'true']);
});
