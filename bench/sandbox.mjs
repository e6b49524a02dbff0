import {randomUUID} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {answers, execute, noEngine} from './docker-image.ts';
import {interleave, median, spread} from './measure.ts';
import {runToEnd, timeCommand} from './processes.ts';
import {logOf} from './standin-log.mjs';

export const defaultRounds = 5;

const file = fileURLToPath(new URL('../examples/agent-sandbox/bottle.yaml', import.meta.url));
const script = fileURLToPath(new URL('sandbox-script.sh', import.meta.url));
const standin = fileURLToPath(new URL('../test/support/smolvm/bin', import.meta.url));

/** How long a machine boots, and for how long after that it kills commands: as usual, and on a bad day. Milliseconds. */
const START_MS = 300;
const WINDOWS_MS = [400, 2000];

/** The time after which a hanging command is ended. Seconds. */
const PATIENCE = '120';

/** The launch of examples/agent-sandbox, by its launch file and as the script that it was. */
export async function sandbox({bottle, env, dir, rounds, onRound}) {
  if (!(await answers('version'))) return noEngine('sandbox');
  const world = {bottle, dir: join(dir, 'sandbox'), env: withStandin(env, join(dir, 'sandbox', 'first'))};
  mkdirSync(join(world.dir, 'archives'), {recursive: true});
  const images = await imagesOf(world);
  const contenders = WINDOWS_MS.flatMap(windowMs => [
    {name: nameOf('bottle', windowMs), run: async () => await runBottle(world, windowMs)},
    {name: nameOf('script', windowMs), run: async () => await runScript(world, {images, windowMs})},
  ]);
  const call = {
    name: 'smolvm --version',
    run: async () => await timeCommand(['smolvm', '--version'], {env: world.env}),
  };
  const samples = await interleave([...contenders, call], {rounds, onRound});
  return {
    title: 'sandbox: the launch of examples/agent-sandbox, and the same launch as the script that it was',
    notes: [
      'both have the same images and archives of the machine, made before, and the same stand-in with the same hazards',
      `the stand-in for smolvm boots in ${START_MS} ms; commands in the window after that are killed; the script sleeps 1.5 s`,
      `a call of the stand-in, which is a start of Node: ${median(samples.get(call.name)).toFixed(0)} ms (median)`,
      'begins: until the agent begins, from the call; whole: until everything has stopped. Only successful launches are timed',
      'the script looks only whether the image of the machine is current, bottle whether all five are;',
      'bottle waits until the containers answer and looks at what its commands did, the script does not',
    ],
    columns: [
      ...['', 'begins, ms', 'spread', 'x bottle', 'whole, ms', 'spread', 'x bottle'],
      ...['calls', 'ended well', 'home repaired', 'left behind'],
    ],
    rows: WINDOWS_MS.flatMap(windowMs =>
      ['bottle', 'script'].map(who => row(nameOf(who, windowMs), nameOf('bottle', windowMs), samples)),
    ),
    samples: Object.fromEntries(samples),
  };
}

const nameOf = (who, windowMs) => `${who}, window of ${windowMs} ms`;

function withStandin(env, home) {
  return {
    ...env,
    PATH: `${standin}${delimiter}${env.PATH}`,
    SMOLVM_STANDIN_HOME: home,
    SMOLVM_STANDIN_START_MS: String(START_MS),
  };
}

/** A first launch makes the images; both use them from then on. */
async function imagesOf({bottle: [program, ...args], env}) {
  const {stdout} = await execute(program, [...args, 'run', file, '--format', 'json'], {
    env,
    maxBuffer: 1 << 24,
  });
  const events = stdout.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const refOf = task => events.find(event => event.task === task && event.outputs).outputs.ref;
  return {BUNDLE_IMAGE: refOf('bundle-image'), OUTSIDE_IMAGE: refOf('outside-image')};
}

async function runBottle({bottle, dir, env}, windowMs) {
  const launch = await timeLaunch([...bottle, 'run', file], {dir, env, windowMs});
  const runs = readdirSync(join(env.BOTTLE_STATE_DIR, 'runs'));
  return {...launch, left: [...launch.left, ...runs, ...(await objectsOf(`label=bottle.file=${file}`))]};
}

async function runScript({dir, env}, {images, windowMs}) {
  const name = `bottle-bench-${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(dir, 'script-'));
  const launch = await timeLaunch([script, name, folder], {
    dir,
    env: {...env, ...images, ARCHIVES: join(dir, 'archives')},
    windowMs,
  });
  rmSync(folder, {recursive: true});
  return {...launch, left: [...launch.left, ...(await objectsOf(`name=${name}`))]};
}

async function timeLaunch(command, {dir, env, windowMs}) {
  const home = mkdtempSync(join(dir, 'machines-'));
  const startedAt = Date.now();
  const {code, stderr} = await runToEnd('timeout', [PATIENCE, ...command], {
    env: {...env, SMOLVM_STANDIN_HOME: home, SMOLVM_STANDIN_WINDOW_MS: String(windowMs)},
  });
  const wholeMs = Date.now() - startedAt;
  const {calls, commands, machines} = logOf(home);
  const agent = commands.find(({cwd}) => cwd === '/home/node');
  const repairs = commands.filter(({argv, code}) => argv.join(' ').includes('chown -R') && code === 0);
  rmSync(home, {recursive: true, force: true});
  return {
    ...{code, stderr, wholeMs, beginsMs: agent?.at - startedAt},
    ...{calls: calls.length, isRepaired: repairs.length === 1, left: machines},
  };
}

/** The containers and networks that Docker has of a launch. */
async function objectsOf(filter) {
  const found = await Promise.all([
    execute('docker', ['ps', '-aq', '--filter', filter]),
    execute('docker', ['network', 'ls', '-q', '--filter', filter]),
  ]);
  return found.flatMap(({stdout}) => stdout.split('\n').filter(id => id !== ''));
}

function row(name, base, samples) {
  const launches = samples.get(name);
  const count = test => `${launches.filter(test).length} of ${launches.length}`;
  return [
    name,
    ...times('beginsMs', launches, samples.get(base)),
    ...times('wholeMs', launches, samples.get(base)),
    median(launches.map(({calls}) => calls)),
    count(isGood),
    count(({isRepaired}) => isRepaired),
    launches.flatMap(({left}) => left).length,
  ];
}

function times(key, launches, bases) {
  const rounds = launches.map((launch, round) => [launch, bases[round]]).filter(pair => pair.every(isGood));
  if (rounds.length === 0) return ['-', '-', '-'];
  const took = rounds.map(([launch]) => launch[key]);
  const ratios = rounds.map(([launch, base]) => launch[key] / base[key]);
  return [median(took).toFixed(0), spread(took, 0), median(ratios).toFixed(2)];
}

const isGood = ({code}) => code === 0;
