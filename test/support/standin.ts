import {execFile} from 'node:child_process';
import {mkdtemp, readdir, readFile, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {inject, onTestFinished} from 'vitest';
import {killAll, processesWith} from './marked-processes.ts';

/** Failures of the stand-in's machines, described in test/support/smolvm/README.md. */
export interface Hazards {
  /** The version of smolvm to imitate. Default: 1.9.3. */
  readonly version?: string;
  readonly backend?: 'qemu';
  /** The path of a kernel for it. */
  readonly kernel?: string;
  readonly windowMs?: number;
  readonly windowKind?: 'killed' | 'joined' | 'gone' | 'gone-on-stdout';
  readonly againMs?: number;
  readonly startMs?: number;
  /** The path of a file; the machine boots once the test has written it. */
  readonly startUntil?: string;
  /** The type of a start failure, and the number of affected starts, by default all: `pull:1`. */
  readonly startFails?: string;
  readonly readyMs?: number;
  readonly pingMs?: number;
  readonly lingerMs?: number;
  readonly agent?: 'deaf' | 'mute';
  readonly overlap?: 'corrupts';
  readonly loses?: string;
  readonly dies?: string;
  readonly stopFails?: number;
  readonly stopHangs?: 1 | 'always';
  readonly dropsLists?: 1;
  readonly warns?: 1;
  readonly product?: 'other';
}

/** One call of the stand-in's command line. */
export interface StandinCall {
  readonly argv: readonly string[];
  readonly pid: number;
  /** Milliseconds of the Unix epoch. A killed or running call has no end and no code. */
  readonly beganAt: number;
  readonly endedAt?: number;
  readonly code?: number;
  /** The machine that it created, as recorded: without options that the imitated version drops. */
  readonly machine?: StandinMachine;
}

/** A recorded machine. */
export interface StandinMachine {
  readonly name: string;
  readonly state: string;
  readonly pid: number | null;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly allowedCidrs: readonly string[] | null;
  readonly allowedHosts: readonly string[] | null;
  readonly deniedCidrs: readonly string[] | null;
  readonly network: boolean;
  readonly ports: readonly {readonly host: number; readonly guest: number}[];
}

/** A command received by a machine. */
export interface GuestCommand {
  readonly machine: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `run`, the effect of the window, or `corrupted` by a running command. */
  readonly verdict: string;
  /** The number of other commands running on the machine when it arrived. */
  readonly overlaps: number;
  readonly beganAt: number;
  readonly endedAt?: number;
  /** Absent while it runs, and if there was no receiver left. */
  readonly code?: number;
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stand-in for smolvm with separate machines. All of its processes and files are removed after the test. */
export interface Standin {
  /** Environment variables that put this `smolvm` on the PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  /** Runs `smolvm` with these arguments and an empty stdin. */
  smolvm(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Answer>;
  calls(): Promise<readonly StandinCall[]>;
  guestCommands(): Promise<readonly GuestCommand[]>;
  machines(): Promise<readonly StandinMachine[]>;
  /** Running machine processes, whether or not they have a record. */
  vms(): Promise<readonly number[]>;
  /** Simulates a loss of power: ends all machine processes, and keeps all records unchanged. */
  crashHost(): Promise<void>;
}

export async function standin(hazards: Hazards = {}): Promise<Standin> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'smolvm-'));
  onTestFinished(async () => {
    await killAll(home);
    await rm(home, {recursive: true, force: true});
  });
  const env = {
    ...variablesOf(hazards),
    SMOLVM_STANDIN_HOME: home,
    PATH: [inject('standin'), process.env.PATH].join(delimiter),
  };
  const data = join(home, '.local/share/smolvm');
  const vms = async () =>
    processesWith(home)
      .filter(isVm)
      .map(({pid}) => pid);
  return {
    env,
    home,
    smolvm: async (args, more) => await answerOf(args, {...process.env, ...env, ...more}),
    calls: async () => (await recordsIn(join(data, 'calls.ndjson'))) as StandinCall[],
    guestCommands: async () => (await recordsIn(join(data, 'guests.ndjson'))) as GuestCommand[],
    machines: async () => await machinesIn(join(data, 'server/machines')),
    vms,
    async crashHost() {
      for (const pid of await vms()) process.kill(pid, 'SIGKILL');
      while ((await vms()).length > 0);
    },
  };
}

const isVm = ({commandLine}: {readonly commandLine: string}) => commandLine.includes(' _boot-vm ');

/** `windowMs: 400` becomes `SMOLVM_STANDIN_WINDOW_MS=400`. */
function variablesOf(hazards: Hazards): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hazards).map(([key, value]) => [
      `SMOLVM_STANDIN_${key.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`,
      String(value),
    ]),
  );
}

async function answerOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Answer> {
  return await new Promise(resolve => {
    const child = execFile('smolvm', args, {env, maxBuffer: 64 * 1024 * 1024}, (_error, stdout, stderr) =>
      resolve({code: child.exitCode, stdout, stderr}),
    );
    child.stdin?.end();
  });
}

interface Line {
  readonly id: string;
  readonly event: string;
  readonly at: number;
}

/** Records on the lines with the same id. */
async function recordsIn(path: string): Promise<readonly object[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const records = new Map<string, object>();
  // The text after the last line break is still being written.
  for (const line of text.split('\n').slice(0, -1)) {
    const {id, event, at, ...rest} = JSON.parse(line) as Line;
    records.set(id, {...records.get(id), ...rest, ...(event !== 'created' && {[`${event}At`]: at})});
  }
  return [...records.values()];
}

async function machinesIn(folder: string): Promise<readonly StandinMachine[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.json'));
  // A removed record is ignored. An existing one is complete, because records are created by a rename.
  const texts = await Promise.all(
    names.map(async name => await readFile(join(folder, name), 'utf8').catch(() => undefined)),
  );
  return texts.flatMap(text => (text === undefined ? [] : [JSON.parse(text) as StandinMachine]));
}
