import {expect, test} from 'vitest';
import type {Machine, MachineTask} from '../../../src/schema/tasks/machine.ts';
import {machine} from '../../../src/tasks/machine/kind.ts';

function mistakesOf(source: Machine, ready?: MachineTask['ready']): readonly string[] {
  const found = machine.validate({machine: source, ...(ready && {ready})}, () => undefined);
  return found.map(({key, message}) => `${key.join('.')}: ${message}`);
}

const cases: readonly (readonly [Machine, MachineTask['ready'], readonly string[]])[] = [
  [{}, {echo: {}}, []],
  [
    {from: './a', memory: '64m', ports: ['8080:80', '81'], volumes: ['./a:/b:ro']},
    [{port: 80}, {port: 81}],
    [],
  ],
  [
    {from: './a', image: './b'},
    undefined,
    ['machine.image: `from` and `image` exclude each other; remove one of them'],
  ],
  [
    {from: './a', smolfile: './b'},
    undefined,
    ['machine.smolfile: `from` and `smolfile` exclude each other; remove one of them'],
  ],
  [{image: './a', smolfile: './b', command: ['x']}, undefined, []],
  [
    {command: ['x']},
    undefined,
    [
      'machine.command: a bare machine is up only after its `command` has ended; use an `exec` task or set an `image`',
    ],
  ],
  // The version of smolvm determines whether this needs a network.
  [{image: 'alpine'}, undefined, []],
  [{image: 'alpine', net: true}, undefined, []],
  [{image: 'alpine', allow_hosts: ['docker.io']}, undefined, []],
  [{image: 'alpine', ports: ['80']}, undefined, []],
  [{image: '${{ vars.image }}'}, undefined, []],
  [
    {from: './a', net: false, allow_hosts: ['a.example']},
    undefined,
    ['machine.net: `allow_hosts` needs a network; remove `net`'],
  ],
  [{net: false}, undefined, []],
  [
    {net: true, allow_cidrs: ['10.0.0.1', '10.0.0.0/33', '${{ vars.x }}']},
    undefined,
    ['machine.allow_cidrs.1: expected an address or a range such as 172.30.0.0/24, found `10.0.0.0/33`'],
  ],
  [
    {net: true, allow_hosts: ['a.example', 'a.example:443', 'https://a.example']},
    undefined,
    [
      'machine.allow_hosts.1: expected a host name, found `a.example:443`',
      'machine.allow_hosts.2: expected a host name, found `https://a.example`',
    ],
  ],
  [
    {deny_cidrs: ['10.0.0.1', '10.0.0.0/33', '${{ vars.x }}'], net: false},
    undefined,
    [
      'machine.deny_cidrs.1: expected an address or a range such as 172.30.0.0/24, found `10.0.0.0/33`',
      'machine.net: `deny_cidrs` needs a network; remove `net`',
    ],
  ],
  [
    {stop_on_exit: true},
    undefined,
    ['machine.stop_on_exit: a bare machine has no command that could end; set an `image`'],
  ],
  [{stop_on_exit: true, image: 'alpine'}, undefined, []],
  [{memory: '63m'}, undefined, ['machine.memory: a machine needs at least `64m`, found `63m`']],
  [
    {ports: ['80:1', '80:2', '${{ vars.p }}:3', '${{ vars.p }}:4']},
    undefined,
    ['machine.ports.1: another entry of `ports` already uses host port 80'],
  ],
  [{ports: ['80:1/udp']}, undefined, ['machine.ports.0: smolvm publishes TCP ports only, found `80:1/udp`']],
  [
    {ports: ['127.0.0.16:80:1']},
    undefined,
    [
      'machine.ports.0: smolvm publishes on 127.0.0.1 only; write `host port:guest port`, found `127.0.0.16:80:1`',
    ],
  ],
  [
    {volumes: ['./a']},
    undefined,
    ['machine.volumes.0: expected `source:target` or `source:target:ro`, found `./a`'],
  ],
  [
    {ports: ['8080:80']},
    {port: 8080},
    ['ready.port: port 8080 of the machine is not published; add it to `ports`'],
  ],
  [
    {},
    [{echo: {}}, {port: 80}],
    ['ready.1.port: port 80 of the machine is not published; add it to `ports`'],
  ],
  [{ports: ['${{ vars.p }}']}, {port: 80}, []],
];

test.each(cases)('%j %j', (source, ready, expected) => {
  expect(mistakesOf(source, ready)).toEqual(expected);
});

test('outputs are known as far as the file defines them', () => {
  expect(
    machine.outputs({
      machine: {env: {A: 'a', B: 1}, ports: ['8080:80', '${{ vars.p }}:81', '${{ vars.p }}']},
    }),
  ).toEqual([
    ...['name', 'env.A', 'env.B'],
    ...['ports.80', 'ports.80.host', 'ports.80.port'],
    ...['ports.81', 'ports.81.host', 'ports.81.port'],
  ]);
});
