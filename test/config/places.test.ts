import {describe, expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import {kinds} from '../../src/tasks/registry.ts';
import type {Diagnostic} from '../../src/vocabulary/diagnostic.ts';

interface Options {
  readonly place?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function loaded(text: string, {place, files = {}}: Options = {}) {
  const readText = (path: string): string | undefined => files[path];
  return load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds, readText, place});
}

function launchOf(text: string, options?: Options): LaunchFile {
  const result = loaded(text, options);
  if ('launch' in result) return result.launch;
  throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
}

/** Each error with the text at its location. */
function errorsOf(text: string, options?: Options): readonly (readonly [message: string, at: string])[] {
  const result = loaded(text, options);
  if ('launch' in result) return [];
  return result.diagnostics.map(({message, place}: Diagnostic) => [
    message,
    place ? text.slice(place.start, place.end) : '',
  ]);
}

function placesIn({tasks}: LaunchFile): Readonly<Record<string, string>> {
  return Object.fromEntries([...tasks].map(([name, {placeName}]) => [name, placeName]));
}

const far = 'places: {big: {docker: {host: "ssh://big"}}, near: {docker: {context: desk}}}\n';

describe('the place of a task', () => {
  const tasks = [
    'tasks:',
    '  own: {place: near, container: {image: x}}',
    '  other: {container: {image: x}}',
    '  net: {network: {}}',
    '  data: {volume: {}}',
    '  img: {image: {pull: x}}',
    '  vm: {machine: {}}',
    '  host: {run: x}',
    '  inside: {exec: {in: other, command: x}}',
  ].join('\n');
  const all = (name: string) => ({other: name, net: name, data: name, img: name});
  const never = {vm: 'local', host: 'local', inside: 'local'};

  test('is `local` by default', () => {
    expect(placesIn(launchOf(far + tasks))).toEqual({own: 'near', ...all('local'), ...never});
  });

  test('is the default of the file', () => {
    expect(placesIn(launchOf(`${far}place: big\n${tasks}`))).toEqual({own: 'near', ...all('big'), ...never});
  });

  test('is the place from the command line rather than the default of the file', () => {
    const launch = launchOf(`${far}place: big\n${tasks}`, {place: 'near'});
    expect(placesIn(launch)).toEqual({own: 'near', ...all('near'), ...never});
    expect(placesIn(launchOf(`${far}place: big\n${tasks}`, {place: 'local'}))).toMatchObject(all('local'));
  });

  test('is the default of the file that defines the task', () => {
    const api =
      'places: {big: {docker: {host: "tcp://a:1", certs: ./c}}}\nplace: big\ntasks: {db: {container: {image: x}}}';
    const launch = launchOf(
      'include: [{path: ./api/bottle.yaml, prefix: api}]\ntasks: {web: {container: {image: x}}}',
      {
        files: {'/work/api/bottle.yaml': api},
      },
    );
    expect(placesIn(launch)).toEqual({'api-db': 'api-big', web: 'local'});
    expect(launch.places).toEqual({'api-big': {docker: {host: 'tcp://a:1', certs: '/work/api/c'}}});
  });
});

test('paths of places are relative to the launch file', () => {
  const text =
    'places: {a: {docker: {host: "tcp://a:1", certs: certs}}, b: {kubernetes: {kubeconfig: ../k}}}\ntasks: {}';
  expect(launchOf(text).places).toEqual({
    a: {docker: {host: 'tcp://a:1', certs: '/work/certs'}},
    b: {kubernetes: {kubeconfig: '/k'}},
  });
});

describe('an error about places', () => {
  test.each([
    [
      'an unknown place of a task',
      `${far}tasks: {a: {place: bgi, container: {image: x}}}`,
      'task `a` names unknown place `bgi`, did you mean `big`?',
      'bgi',
    ],
    [
      'an unknown default',
      `${far}place: moon\ntasks: {a: {container: {image: x}}}`,
      '`place` names unknown place `moon`; available: `big`, `near` and `local`',
      'moon',
    ],
    [
      'a place named `local`',
      'places: {local: {docker: {host: "ssh://a"}}}\ntasks: {}',
      '`local` is always the engine that `docker` uses; choose another name',
      'local',
    ],
    [
      'an engine without an address',
      'places: {a: {docker: {}}}\ntasks: {}',
      'a Docker engine needs either a `host` or a `context`',
      '{}',
    ],
    [
      'an engine with two addresses',
      'places: {a: {docker: {host: "ssh://a", context: b}}}\ntasks: {}',
      '`context` already has an address; leave out either `host` or `context`',
      'b',
    ],
    [
      '`publish` without `tcp://`',
      'places: {a: {docker: {host: "ssh://a", publish: 10.0.0.5}}}\ntasks: {}',
      '`publish` is only for engines at a `tcp://` address; leave it out',
      '10.0.0.5',
    ],
    [
      '`certs` without `tcp://`',
      'places: {a: {docker: {context: a, certs: c}}}\ntasks: {}',
      '`certs` is only for engines at a `tcp://` address; leave it out',
      'c',
    ],
    [
      'a path of this machine at a place on another machine',
      `${far}place: big\ntasks: {a: {container: {image: x, volumes: ["./src:/src"]}}}`,
      '`big` is on another machine, which cannot mount paths of this one; copy the files with a `copy` task, build them into the image, or use a `volume` task',
      '"./src:/src"',
    ],
    [
      'a path of this machine in a cluster',
      'places: {lab: {kubernetes: {}}}\nplace: lab\ntasks: {a: {container: {image: x, volumes: [{type: bind, source: /a, target: /b}]}}}',
      'a cluster cannot mount files of this machine; use `configs` or `secrets`, or copy a folder with a `copy` task',
      '{type: bind, source: /a, target: /b}',
    ],
    [
      'a user of a command in a cluster',
      'places: {lab: {kubernetes: {}}}\nplace: lab\ntasks: {a: {container: {image: x}}, b: {exec: {in: a, command: x, user: root}}}',
      'a command in a cluster runs as the user of its container; leave it out',
      'root',
    ],
    [
      'the network of another machine',
      `${far}place: big\ntasks: {a: {container: {image: x, network_mode: host}}}`,
      '`network_mode: host` would use the network of the machine of `big`; remove it and publish `ports`',
      'host',
    ],
    [
      'ports without an address at an engine that is reached by `tcp://`',
      'places: {a: {docker: {host: "tcp://a:1"}}}\nplace: a\ntasks: {a: {container: {image: x, ports: ["80"]}}}',
      'ports published at `a` need `publish` in the place: the address of its machine at which they are reachable',
      '["80"]',
    ],
    [
      'a probed port without an address at an engine that is reached by `tcp://`',
      'places: {a: {docker: {host: "tcp://a:1"}}}\nplace: a\ntasks: {a: {container: {image: x}, ready: [{log: x}, {port: 8080}]}}',
      'ports that probes connect to at `a` need `publish` in the place: the address of its machine at which they are reachable',
      '8080',
    ],
    [
      'a single probe of a port without an address at an engine that is reached by `tcp://`',
      'places: {a: {docker: {host: "tcp://a:1"}}}\nplace: a\ntasks: {a: {container: {image: x}, liveness: {port: 8080}}}',
      'ports that probes connect to at `a` need `publish` in the place: the address of its machine at which they are reachable',
      '8080',
    ],
    [
      'a machine at an engine',
      `${far}tasks: {a: {place: big, machine: {}}}`,
      '`big` is a Docker engine, which cannot run microVMs; remove `place` to run it on this machine',
      'big',
    ],
    [
      'a network at another place',
      `${far}tasks: {net: {network: {}}, a: {place: big, container: {image: x, networks: [net]}}}`,
      'task `a` is at place `big`, but `net` is at `local`; both must be at the same place',
      'net',
    ],
    [
      'a volume at another place',
      `${far}tasks: {data: {volume: {}}, a: {place: big, container: {image: x, volumes: ["data:/data"]}}}`,
      'task `a` is at place `big`, but `data` is at `local`; both must be at the same place',
      '"data:/data"',
    ],
    [
      'an image at another place',
      `${far}tasks: {img: {place: big, image: {build: .}}, a: {container: {image: "\${{ tasks.img.ref }}"}}}`,
      'task `a` is at place `local`, but `img` is at `big`; both must be at the same place',
      '"${{ tasks.img.ref }}"',
    ],
    [
      'a place of a task that runs on this machine',
      `${far}tasks: {a: {place: big, run: x}}`,
      expect.stringMatching(/^`place` /) as unknown as string,
      'place',
    ],
  ])('is reported for %s', (_name, text, message, at) => {
    expect(errorsOf(text)).toEqual([[message, at]]);
  });

  test('is reported for an unknown place on the command line', () => {
    expect(errorsOf(`${far}tasks: {a: {run: x}}`, {place: 'big2'})).toEqual([
      ['`--place` names unknown place `big2`, did you mean `big`?', ''],
    ]);
  });
});

test("tasks at different places may use each other's published ports", () => {
  const text = `${far}tasks: {a: {container: {image: x, ports: ["80"]}}, b: {place: big, container: {image: x, env: {A: "\${{ tasks.a.ports.80 }}"}}}}`;
  expect(errorsOf(text)).toEqual([]);
});
