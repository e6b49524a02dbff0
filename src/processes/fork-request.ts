import type {FramePart} from './forker-frame.ts';

/** A command for a forker. */
export interface ForkRequest {
  readonly file: string;
  /** Includes the zeroth argument. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: 'open' | 'empty';
  /** The number of output pipes: one for both streams, or one for each. */
  readonly outputs: number;
  readonly notify: boolean;
  /** The path of the cgroup that it enters when its gate opens, up to its pid; '' for none. */
  readonly cgroupPrefix: string;
}

/** The part of a forker's environment that its commands inherit. */
export interface BaseEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  /** The total length of names and values, in characters. */
  readonly length: number;
}

/** Drops the variables that Perl reads and the forker's own, which are meant for commands only. */
export function baseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): BaseEnvironment {
  // Without a prototype, because a variable may be called `constructor`.
  const variables = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !name.startsWith('PERL') && !Object.hasOwn(own, name)) variables[name] = value;
  return {variables, names: Object.keys(variables), length: lengthOf(Object.entries(variables).flat())};
}

/**
 * The strings of a `start` request after its id; `undefined` for a command that the system may refuse, since a forker cannot report
 * that. Only the differences from the forker's own environment are sent.
 */
export function startRequest(request: ForkRequest, base: BaseEnvironment): readonly FramePart[] | undefined {
  const {stdin, outputs, notify, cgroupPrefix, cwd, file, argv, env} = request;
  const [names, values]: [string[], string[]] = [[], []];
  let inBase = 0;
  // `for … in` needs no array and no iterator. This code runs for each command.
  for (const name in env) {
    const value = env[name] ?? '';
    const other = base.variables[name];
    if (other !== undefined) inBase++;
    if (other === value) continue;
    names.push(name);
    values.push(value);
  }
  const unset = inBase === base.names.length ? [] : base.names.filter(name => !Object.hasOwn(env, name));
  if (base.length + lengthOf(argv) + lengthOf(names) + lengthOf(values) + lengthOf([cwd]) > MOST)
    return undefined;
  return [stdin, String(outputs), notify ? '1' : '0', cgroupPrefix, cwd, file, argv, unset, names, values];
}

/**
 * The number of characters in arguments and variables that every system accepts. Linux accepts at least 128 KiB, independent of the
 * stack limit.
 */
const MOST = 32_768;

/** Infinite if a string contains a NUL, which cannot be passed to a command. */
function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.includes('\0') ? Infinity : text.length;
  return length;
}
