import type {ShellNode} from './shell-tree.ts';
import type {ShellLoop} from './shell-tree.ts';
import type {ShellCommand} from './shell-tree.ts';
import {commandsIn, shellTrees} from './parse-shell.ts';
import {isScriptOption, isShell} from './script-of.ts';
import {isConstant, isInert, isKill, isNegativeTest, isSleep, isStarter, isWayOut} from './sleep-commands.ts';

/** A `sleep` that waits for something; offsets count from the start of the script. */
export interface Sleep {
  readonly start: number;
  readonly end: number;
  /**
   * The commands that show its purpose: the condition of a loop, or the commands after it. One list for all sleeps of a
   * loop.
   */
  readonly asked: readonly ShellCommand[];
  /** Where the script begins that the offsets of `asked` count from: the whole one, or one that `sh -c` gets. */
  readonly base: number;
  /** The loop that asks again and again. */
  readonly loop?: ShellLoop;
}

/**
 * The sleeps of a script that wait. One that is a timer (`sleep 5 &`), the beat of a loop without an end, what keeps a
 * container up (`sleep infinity`) or pretends to be work (`sleep 1; echo done`) does not.
 */
export function sleepsIn(script: string): readonly Sleep[] {
  if (!script.includes('sleep')) return [];
  const trees = shellTrees(script);
  return [
    ...trees.flatMap(nodes => waitsIn(nodes, {isStarted: false, then: {isKilled: false}})),
    ...trees
      .flatMap(nestedScripts)
      .flatMap(({start, text}) => sleepsIn(text).map(sleep => moved(sleep, start))),
  ].toSorted((a, b) => a.start - b.start);
}

/** Every command `sleep` of a script. */
export function allSleepsIn(script: string): readonly Sleep[] {
  if (!script.includes('sleep')) return [];
  const commands = shellTrees(script).flatMap(commandsIn).filter(isSleep);
  return commands.map(({start, end}) => ({start, end, asked: [], base: 0}));
}

/** The context of a list of commands. */
interface Around {
  /** Whether something started before it is still running after it. */
  readonly isStarted: boolean;
  readonly then: Then;
  readonly loop?: WaitingLoop;
}

/** The commands after it. */
interface Then {
  /** The first command that does something. */
  readonly next?: ShellCommand | undefined;
  readonly isKilled: boolean;
}

/** A loop, and what it waits for, if it waits. */
interface WaitingLoop {
  readonly loop: ShellLoop;
  readonly asked: readonly ShellCommand[] | undefined;
}

/**
 * The commands before and after are collected on the way, so that each command is visited once for each list that contains
 * it.
 */
function waitsIn(nodes: readonly ShellNode[], around: Around): readonly Sleep[] {
  const behind = thenBehind(nodes, around.then);
  let {isStarted} = around;
  return nodes.flatMap((node, at) => {
    const here = {...around, isStarted, then: behind[at] ?? around.then};
    isStarted ||= commandsIn([node]).some(isStarter);
    if (node.after === '&') return [];
    if (node.type === 'group') return waitsIn(node.body, here);
    if (node.type === 'loop') return waitsIn(node.body, insideOf(node));
    return isSleep(node) ? waitOf(node, here) : [];
  });
}

/** For each node, the effect of the nodes after it. */
function thenBehind(nodes: readonly ShellNode[], last: Then): readonly Then[] {
  const behind: Then[] = [];
  let then = last;
  for (const node of nodes.toReversed()) {
    behind.push(then);
    const commands = commandsIn([node]);
    then = {
      next: commands.find(command => !isInert(command)) ?? then.next,
      isKilled: then.isKilled || commands.some(isKill),
    };
  }
  return behind.reverse();
}

function insideOf(loop: ShellLoop): Around {
  const asked = isWaiting(loop) ? askedIn(loop) : undefined;
  return {isStarted: false, then: {isKilled: false}, loop: {loop, asked}};
}

function waitOf({start, end, words}: ShellCommand, {isStarted, then, loop}: Around): readonly Sleep[] {
  if (loop) return loop.asked ? [{start, end, asked: loop.asked, base: 0, loop: loop.loop}] : [];
  if (then.next) return [{start, end, asked: [then.next], base: 0}];
  const isTimer = isForever(words.at(-1)?.text) || then.isKilled;
  return isStarted && !isTimer ? [{start, end, asked: [], base: 0}] : [];
}

/** Whether a loop runs until a condition holds: `until x`, `while ! x`, or a way out in the middle of it. */
function isWaiting({keyword, condition, body}: ShellLoop): boolean {
  const asked = commandsIn(condition);
  if (keyword === 'for' || asked.every(isConstant)) return commandsIn(body).some(isWayOut);
  return (
    keyword === 'until' ||
    condition[0]?.isNegated === true ||
    (asked.some(isNegativeTest) && commandsIn(body).every(isInert))
  );
}

function askedIn({keyword, condition, body}: ShellLoop): readonly ShellCommand[] {
  const asked = commandsIn(condition).filter(command => !isConstant(command));
  if (keyword !== 'for' && asked.length > 0) return asked;
  return commandsIn(body).filter(command => !isInert(command) && !isWayOut(command));
}

/** A sleep of an hour or more keeps a script alive; it does not wait for readiness. */
function isForever(length = ''): boolean {
  return /^(?:inf|infinity|.*[hd]|\d{4,})$/.test(length);
}

/** The scripts that are given to `sh -c`, in quotes, and where each begins. */
function nestedScripts(
  nodes: readonly ShellNode[],
): readonly {readonly start: number; readonly text: string}[] {
  return commandsIn(nodes).flatMap(({words}) => {
    const at = words.findIndex(({text}, index) => isShell(text) && isScriptOption(words[index + 1]?.text));
    const word = at === -1 ? undefined : words[at + 2];
    const isQuoted = /^(?:'[^']*'|"[^"\\]*")$/.test(word?.text ?? '');
    return word && isQuoted ? [{start: word.start + 1, text: word.text.slice(1, -1)}] : [];
  });
}

function moved(sleep: Sleep, by: number): Sleep {
  return {...sleep, start: sleep.start + by, end: sleep.end + by, base: sleep.base + by};
}
