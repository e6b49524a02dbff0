import {mapPlaces} from '../support/schema-places.ts';

/** A launch file and the errors that editors mark in it with the schema: `line:column-line:column message`. */
type Row = readonly [name: string, file: string, marked: readonly string[]];

/** The list of kinds in the message for a missing kind. */
function kindsAt(place: string): string {
  const snippets = mapPlaces().find(({name, isWhole}) => name === place && !isWhole)?.snippets ?? [];
  const kinds = snippets.map(({label}) => label.replace(/^.*: /, '').replace(' {…}', ''));
  return [...new Set(kinds)].map(kind => `\`${kind}\``).join(', ');
}

const kinds = kindsAt('tasks.a');
const probes = kindsAt('tasks.a{run}.ready');

const twoKinds = (noun: string, first: string, second: string): string =>
  `a ${noun} has exactly one kind, found \`${first}\` and \`${second}\`; keep one`;

const noDuration = 'expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`';
const noSize = 'expected a size such as `512m` or `2g`';
const noPorts = 'expected `[host address:][host port]:container port[/protocol]` such as `8080:80`';
const noUrl = 'expected an `http` or `https` URL such as `http://127.0.0.1:8080/health`';

/** A file with one task, from the task's lines. */
const task = (...lines: readonly string[]): string =>
  `tasks:\n  web:\n${lines.map(line => `    ${line}\n`).join('')}`;
const container = (entry: string): string => task(`container: {image: x, ${entry}}`);

/** Typical errors in keys and values. */
export const mistakes: readonly Row[] = [
  ['two kinds', task('run: x', 'serve: y'), [`4:5-4:10 ${twoKinds('task', 'run', 'serve')}`]],
  [
    'two kinds, the later one first',
    task('alias: {}', 'run: x'),
    [`3:5-3:10 ${twoKinds('task', 'run', 'alias')}`],
  ],
  [
    'three kinds',
    task('run: x', 'serve: y', 'wait: {}'),
    [`4:5-4:10 ${twoKinds('task', 'run', 'serve')}`, `5:5-5:9 ${twoKinds('task', 'run', 'wait')}`],
  ],
  [
    'two kinds of probe',
    task('serve: x', 'ready: {port: 1, log: up}'),
    [`4:22-4:25 ${twoKinds('probe', 'port', 'log')}`],
  ],
  [
    'two kinds of secret',
    'secrets: {A: {env: A, file: b}}\ntasks: {}\n',
    [`1:23-1:27 ${twoKinds('secret', 'env', 'file')}`],
  ],
  ['no kind', task('needs: [a]'), [`2:3-2:6 a task needs one of ${kinds}`]],
  ['an empty task', 'tasks:\n  web: {}\n', [`2:3-2:6 a task needs one of ${kinds}`]],
  [
    'a string instead of a task',
    'tasks:\n  web: npm start\n',
    ['2:8-2:17 expected a task such as `run: npm run build`'],
  ],
  ['no value for a task', 'tasks:\n  web:\n', ['2:7-2:7 expected a task such as `run: npm run build`']],
  [
    'no kind of probe',
    task('serve: x', 'ready:', '  - timeout: 1s'),
    [`5:9-5:10 a probe needs one of ${probes}`],
  ],
  [
    'a number instead of a probe',
    task('serve: x', 'ready: 8080'),
    ['4:12-4:16 expected a probe such as `port: 8080`'],
  ],
  [
    'no kind of certificate',
    task('certificate: {days: 1}'),
    ['3:5-3:16 a certificate needs one of `ca`, `issuer`'],
  ],
  [
    'a key of another kind',
    task('run: x', 'on_exit: fail'),
    ['4:5-4:12 `on_exit` is allowed only in `serve` tasks'],
  ],
  [
    'a key of several other kinds',
    task('wait: {}', 'cwd: sub'),
    ['4:5-4:8 `cwd` is allowed only in `run` and `serve` tasks'],
  ],
  [
    'a key next to the map that should contain it',
    task('alias: {}', 'pool: 127.0.0.2-127.0.0.3'),
    ['4:5-4:9 `pool` belongs inside `alias: {…}`'],
  ],
  [
    'a limit next to a probe that is a map',
    task('serve: x', 'ready:', '  echo: {}', '  timeout: 1s'),
    ['6:7-6:14 `timeout` belongs inside `echo: {…}`'],
  ],
  [
    'a key of a request next to a URL',
    task('serve: x', 'ready:', '  http: http://a', '  status: 204'),
    ['6:7-6:13 `status` belongs inside `http: {…}`'],
  ],
  [
    'a key of a leaf certificate in an authority',
    task('certificate: {ca: true, hosts: [a]}'),
    ['3:29-3:34 `hosts` is allowed only in `issuer` certificates'],
  ],
  [
    'a misspelled kind',
    task('rnu: x'),
    ['3:5-3:8 Property rnu is not allowed.', `2:3-2:6 a task needs one of ${kinds}`],
  ],
  ['a misspelled key', task('run: x', 'need: [a]'), ['4:5-4:9 Property need is not allowed.']],
  ['a key of a map without keys', task('wait: {quickly: 1}'), ['3:12-3:19 Property quickly is not allowed.']],
  ['no tasks', 'name: x\n', ['1:1-1:2 a launch file needs `tasks` or `include`']],
  ['a missing key', task('copy: {from: a}'), ['3:5-3:9 Missing property "to".']],
  [
    'an invalid task name',
    'tasks:\n  "a b": {run: x}\n',
    ['2:3-2:8 expected a task name: letters, digits, `_` and `-`, a letter or `_` first'],
  ],
  ['a number instead of a duration', task('run: x', 'timeout: 30'), [`4:14-4:16 ${noDuration}`]],
  ['a space in a duration', task('run: x', 'timeout: 30 s'), [`4:14-4:18 ${noDuration}`]],
  ['a number instead of a size', container('memory: 512'), [`3:35-3:38 ${noSize}`]],
  ['a size in another notation', container('memory: 512MB'), [`3:35-3:40 ${noSize}`]],
  ['an incomplete port', container('ports: ["80:"]'), [`3:35-3:40 ${noPorts}`]],
  ['a number instead of a port', container('ports: [80]'), [`3:35-3:37 ${noPorts}`]],
  ['a name instead of a host address', container('ports: ["localhost:80:80"]'), [`3:35-3:52 ${noPorts}`]],
  [
    'a mount without a target',
    container('volumes: [./data]'),
    ['3:37-3:43 expected `source:/target[:options]` such as `./data:/data:ro`'],
  ],
  [
    'a relative path of a tmpfs mount',
    container('tmpfs: [tmp]'),
    ['3:35-3:38 expected `/target[:options]` such as `/tmp:size=64m`'],
  ],
  [
    'a host without an address',
    container('extra_hosts: [db]'),
    ['3:41-3:43 expected `name:address` such as `db.local:172.30.0.2`'],
  ],
  [
    'a name instead of an address',
    container('networks: [{network: a, ip: web}]'),
    ['3:55-3:58 expected an address such as `172.30.0.2`'],
  ],
  [
    'a subnet without a prefix length',
    task('network: {subnet: 10.0.0.0}'),
    ['3:23-3:31 expected a range of addresses such as `172.30.0.0/24`'],
  ],
  [
    'a host without a port',
    task('serve: x', 'ready: {port: localhost}'),
    ['4:19-4:28 expected a port from 1 to 65535 or `host:port`'],
  ],
  [
    'a port that is too high',
    task('serve: x', 'ready: {port: 70000}'),
    ['4:19-4:24 Value is above the maximum of 65535.'],
  ],
  ['a URL without a scheme', task('serve: x', 'ready: {http: localhost}'), [`4:19-4:28 ${noUrl}`]],
  [
    'a signal without SIG',
    container('stop_signal: INT'),
    ['3:40-3:43 expected the name of a signal such as `SIGINT`'],
  ],
  [
    'a pool that is not loopback',
    task('alias: {pool: 10.0.0.1-10.0.0.2}'),
    ['3:19-3:36 expected a range of loopback addresses such as `127.0.0.16-127.0.0.31`'],
  ],
  [
    'an unsupported shell',
    task('run: x', 'shell: fish'),
    ['4:12-4:16 expected `sh`, `bash`, `dash`, `ksh`, `zsh` or the path to one of them'],
  ],
  [
    'a condition that is not an expression',
    task('run: x', 'if: true'),
    ["4:9-4:13 expected one expression such as `${{ vars.agent == 'codex' }}`"],
  ],
  [
    'an invalid output name',
    task('run: x', 'outputs: [1st]'),
    ['4:15-4:18 expected the name of an output: a letter, then letters, digits, `_` or `-`'],
  ],
  [
    'a misspelled choice',
    task('serve: x', 'on_exit: ignored'),
    ['4:14-4:21 Value is not accepted. Valid values: "fail", "ignore".'],
  ],
  [
    'a string instead of a list',
    task('run: x', 'needs: db'),
    ['4:12-4:14 Incorrect type. Expected "array".'],
  ],
  [
    'a string instead of a boolean',
    task('run: x', 'interactive: yes'),
    ['4:18-4:21 Incorrect type. Expected "boolean".'],
  ],
  [
    'a boolean instead of a command',
    task('run: true'),
    ['3:10-3:14 Incorrect type. Expected one of string, array.'],
  ],
  ['nothing instead of a map', task('wait:'), ['3:10-3:10 Incorrect type. Expected "EmptyMap".']],
  ['an empty command', task('run: []'), ['3:10-3:12 Array has too few items. Expected 1 or more.']],
  ['a number that is too low', 'jobs: 0\ntasks: {}\n', ['1:7-1:8 Value is below the minimum of 1.']],
  ['a future version', 'version: 2\ntasks: {}\n', ['1:10-1:11 Value must be 1.']],
];
