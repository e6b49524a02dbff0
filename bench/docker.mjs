import {execFile} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {interleave, median, spread} from './measure.mjs';
import {findPeer} from './peers.mjs';
import {timeCommand} from './processes.mjs';

export const defaultRounds = 5;

/** How many containers, none of which needs another. */
const CONTAINERS = 10;

const IMAGE = 'bottle-bench/busybox:latest';

/** How long it takes until a number of independent containers run; taking them down again is not measured. */
export async function docker({bottle, env, dir, rounds, onRound}) {
  if (!(await answers('version'))) return nothing('no engine answers');
  const hasCompose = await answers('compose', 'version');
  await makeImage(dir);
  const folder = join(dir, 'docker');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'bottle.yaml'), bottleFile());
  writeFileSync(join(folder, 'compose.yaml'), composeFile());
  const contenders = [
    {name: '`docker run -d` in a shell loop', run: async () => await timeLoop(env)},
    {name: '`docker run -d`, all at once', run: async () => await timeLoop(env, '&')},
    {name: 'bottle', run: async () => await timeBottle(bottle, {folder, env})},
    ...(hasCompose ? [{name: 'docker compose up -d', run: async () => await timeCompose(folder, env)}] : []),
  ];
  const samples = await interleave(contenders, {rounds, onRound});
  await execute('docker', ['rmi', IMAGE]);
  return {
    title: `docker: until ${CONTAINERS} independent containers run`,
    notes: ['bottle: from its start to the start of a command that needs them all, start of Node included'],
    columns: ['', 'median, ms', 'spread', 'x shell loop'],
    rows: contenders.map(({name}) => row(name, samples)),
    skipped: hasCompose ? [] : ['docker compose'],
    samples: Object.fromEntries(samples),
  };
}

const execute = promisify(execFile);

const numbers = Array.from({length: CONTAINERS}, (_, at) => at);

function nothing(why) {
  return {title: `docker: ${why}`, notes: [], columns: [''], rows: [], skipped: ['docker'], samples: {}};
}

async function answers(...args) {
  return await execute('docker', args).then(
    () => true,
    () => false,
  );
}

/** Of the machine's own static busybox: no registry is needed. */
async function makeImage(dir) {
  const busybox = findPeer('busybox');
  if (!busybox) throw new Error('busybox is not installed; `apt-get install busybox-static`');
  const root = join(dir, 'image');
  const script = `mkdir -p ${root}/bin; cp ${busybox} ${root}/bin/busybox; ln -sf busybox ${root}/bin/sleep
    tar -C ${root} -c . | docker import --change 'ENV PATH=/bin' - ${IMAGE}`;
  await execute('sh', ['-ec', script]);
}

async function timeLoop(env, end = ';') {
  const label = `bottle-bench=${randomUUID()}`;
  const all = numbers.join(' ');
  const loop = `for i in ${all}; do docker run -d --label ${label} ${IMAGE} sleep 600 >/dev/null ${end} done; wait`;
  const ms = await timeCommand(['sh', '-c', loop], {env});
  await removeLabelled(label);
  return ms;
}

async function timeBottle(bottle, {folder, env}) {
  const startedAt = Date.now();
  const {stdout} = await execute(bottle[0], [...bottle.slice(1), 'run', '--format', 'json'], {
    cwd: folder,
    env,
    maxBuffer: 1 << 24,
  });
  const lines = stdout.split('\n').filter(line => line.startsWith('{'));
  const stamp = lines
    .map(line => JSON.parse(line))
    .find(({type, task}) => type === 'task-output' && task === 'all');
  return Number(stamp.line) - startedAt;
}

async function timeCompose(folder, env) {
  const project = `bottle-bench-${randomUUID().slice(0, 8)}`;
  const compose = ['docker', 'compose', '-p', project];
  const ms = await timeCommand([...compose, 'up', '-d'], {cwd: folder, env});
  await execute('docker', [...compose.slice(1), 'down', '-t', '0'], {cwd: folder});
  return ms;
}

async function removeLabelled(label) {
  const {stdout} = await execute('docker', ['ps', '-aq', '--filter', `label=${label}`]);
  const ids = stdout.split('\n').filter(id => id !== '');
  if (ids.length > 0) await execute('docker', ['rm', '-f', ...ids]);
}

function bottleFile() {
  const box = {container: {image: IMAGE, command: ['sleep', '600'], grace: '0s'}};
  const boxes = Object.fromEntries(numbers.map(at => [`box${at}`, box]));
  const all = {needs: Object.keys(boxes), run: ['date', '+%s%3N']};
  return JSON.stringify({until: 'all', tasks: {...boxes, all}});
}

function composeFile() {
  const box = {image: IMAGE, command: ['sleep', '600'], network_mode: 'bridge'};
  return JSON.stringify({services: Object.fromEntries(numbers.map(at => [`box${at}`, box]))});
}

function row(name, samples) {
  const took = samples.get(name);
  const loop = samples.get('`docker run -d` in a shell loop');
  const ratios = took.map((ms, round) => ms / loop[round]);
  return [name, median(took).toFixed(0), spread(took, 0), median(ratios).toFixed(2)];
}
