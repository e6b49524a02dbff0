import type {ShellCommand, ShellLoop, ShellNode} from './shell-tree.ts';
import {commandsIn, shellTrees} from './shell-tree.ts';
import {isScriptOption, isShell} from './script-of.ts';
import {argumentsOf, programOf} from './shell-words.ts';

/** A `sleep` that waits for something; offsets count from the start of the script. */
export interface Sleep {
  readonly start: number;
  readonly end: number;
  /** The commands that tell for what: a loop's condition, or what comes behind. */
  readonly asked: readonly ShellCommand[];
  /** The loop that asks again and again. */
  readonly loop?: ShellLoop;
}

/**
 * The sleeps of a script that wait. One that is a timer (`sleep 5 &`), the beat of a loop without an end, what keeps a
 * container up (`sleep infinity`) or pretends to be work (`sleep 1; echo done`) does not.
 */
export function sleepsIn(script: string): readonly Sleep[] {
  return [
    ...shellTrees(script).flatMap(nodes => waitsIn(nodes, {before: [], after: []})),
    ...nestedScripts(script).flatMap(sleepsIn),
  ].toSorted((a, b) => a.start - b.start);
}

/** Every command `sleep` of a script. */
export function allSleepsIn(script: string): readonly Sleep[] {
  const commands = shellTrees(script).flatMap(commandsIn).filter(isSleep);
  return commands.map(({start, end}) => ({start, end, asked: []}));
}

interface Around {
  readonly before: readonly ShellCommand[];
  readonly after: readonly ShellCommand[];
  readonly loop?: ShellLoop;
}

function waitsIn(nodes: readonly ShellNode[], around: Around): readonly Sleep[] {
  return nodes.flatMap((node, at) => {
    if (node.after === '&') return [];
    const before = [...around.before, ...commandsIn(nodes.slice(0, at))];
    const after = [...commandsIn(nodes.slice(at + 1)), ...around.after];
    if (node.type === 'group') return waitsIn(node.body, {...around, before, after});
    if (node.type === 'loop') return waitsIn(node.body, {before: [], after: [], loop: node});
    return isSleep(node) ? waitOf(node, {...around, before, after}) : [];
  });
}

function waitOf({start, end, words}: ShellCommand, {before, after, loop}: Around): readonly Sleep[] {
  if (loop) return isWaiting(loop) ? [{start, end, asked: askedIn(loop), loop}] : [];
  const next = after.find(command => !isInert(command));
  if (next) return [{start, end, asked: [next]}];
  const isTimer = isForever(words.at(-1)?.text) || after.some(command => programOf(command) === 'kill');
  return before.some(isStarter) && !isTimer ? [{start, end, asked: []}] : [];
}

/** Whether a loop goes on until something holds: `until x`, `while ! x`, or a way out in the middle of it. */
function isWaiting({keyword, condition, body}: ShellLoop): boolean {
  const asked = commandsIn(condition);
  const isEndless = asked.every(command => constants.has(programOf(command)));
  if (keyword === 'for' || isEndless) return commandsIn(body).some(command => exits.has(programOf(command)));
  return (
    keyword === 'until' ||
    condition[0]?.isNegated === true ||
    (asked.some(isNegativeTest) && commandsIn(body).every(isInert))
  );
}

function askedIn({keyword, condition, body}: ShellLoop): readonly ShellCommand[] {
  const asked = commandsIn(condition).filter(command => !constants.has(programOf(command)));
  const inBody = commandsIn(body).filter(command => !isInert(command) && !exits.has(programOf(command)));
  return keyword === 'for' || asked.length === 0 ? inBody : asked;
}

function isSleep(command: ShellCommand): boolean {
  return programOf(command) === 'sleep';
}

function isNegativeTest(command: ShellCommand): boolean {
  const words = argumentsOf(command);
  return /^(?:test|\[\[?)$/.test(programOf(command)) && words.some(word => /^(?:!|!=|-z)$/.test(word));
}

/** What a sleep is not for: it only says something, or is over at once. */
function isInert(command: ShellCommand): boolean {
  return inert.has(programOf(command));
}

const inert = new Set(
  'sleep echo printf true false : date exit return break continue touch wait kill trap set cd export done'.split(
    ' ',
  ),
);
const exits = new Set(['break', 'exit', 'return']);
const constants = new Set(['true', ':', 'false']);

/** What starts something that goes on after it has ended. */
function isStarter(command: ShellCommand): boolean {
  return command.after === '&' || starters.has(programOf(command));
}

const starters = new Set(
  'docker docker-compose podman systemctl service kubectl pg_ctl launchctl supervisorctl brew'.split(' '),
);

/** An hour or more is no wait for something that is about to come. */
function isForever(length = ''): boolean {
  return /^(?:inf|infinity|.*[hd]|\d{4,})$/.test(length);
}

/** The scripts that are given to `sh -c`, in quotes; behind as many blanks as make their offsets those of the script around. */
function nestedScripts(script: string): readonly string[] {
  return shellTrees(script)
    .flatMap(commandsIn)
    .flatMap(({words}) => {
      const at = words.findIndex(({text}, index) => isShell(text) && isScriptOption(words[index + 1]?.text));
      const word = at === -1 ? undefined : words[at + 2];
      const quoted = /^(?:'[^']*'|"[^"\\]*")$/.test(word?.text ?? '');
      return word && quoted ? [' '.repeat(word.start + 1) + word.text.slice(1, -1)] : [];
    });
}
