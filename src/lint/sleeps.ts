import type {ShellNode} from './shell-tree.ts';
import type {ShellLoop} from './shell-tree.ts';
import type {ShellCommand} from './shell-tree.ts';
import {commandsIn, shellTrees} from './parse-shell.ts';
import {isScriptOption, isShell} from './script-of.ts';
import {
  isConstant,
  isInert,
  isKill,
  isNegativeTest,
  isSleep,
  isStarter,
  isLoopExit,
} from './sleep-commands.ts';

/** A `sleep` that waits for something. Offsets are relative to the start of the script. */
export interface Sleep {
  readonly start: number;
  readonly end: number;
  /**
   * The commands that show the purpose of the sleep: the condition of its loop, or the commands after it. All sleeps of a loop
   * share the same list.
   */
  readonly awaited: readonly ShellCommand[];
  /** The offset that offsets of `awaited` are relative to: the start of the whole script, or of a nested script of `sh -c`. */
  readonly base: number;
  /** The loop that polls. */
  readonly loop?: ShellLoop;
}

/**
 * The sleeps of a script that wait for something. Excluded are timers (`sleep 5 &`), delays in endless loops, sleeps that keep a
 * container running (`sleep infinity`) and sleeps that simulate work (`sleep 1; echo done`).
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

/** All `sleep` commands of a script. */
export function allSleepsIn(script: string): readonly Sleep[] {
  if (!script.includes('sleep')) return [];
  const commands = shellTrees(script).flatMap(commandsIn).filter(isSleep);
  return commands.map(({start, end}) => ({start, end, awaited: [], base: 0}));
}

/** The context of a list of commands. */
interface Around {
  /** Whether something that was started before the list is still running. */
  readonly isStarted: boolean;
  readonly then: Then;
  readonly loop?: WaitingLoop;
}

/** The commands after the list. */
interface Then {
  /** The first command that does something. */
  readonly next?: ShellCommand | undefined;
  readonly isKilled: boolean;
}

/** A loop, and the commands that it polls, if any. */
interface WaitingLoop {
  readonly loop: ShellLoop;
  readonly awaited: readonly ShellCommand[] | undefined;
}

/**
 * Collects the commands before and after each node along the way, so each command is visited only once for each list that
 * contains it.
 */
function waitsIn(nodes: readonly ShellNode[], around: Around): readonly Sleep[] {
  const later = effectsAfter(nodes, around.then);
  let {isStarted} = around;
  return nodes.flatMap((node, at) => {
    const here = {...around, isStarted, then: later[at] ?? around.then};
    isStarted ||= commandsIn([node]).some(isStarter);
    if (node.after === '&') return [];
    if (node.type === 'group') return waitsIn(node.body, here);
    if (node.type === 'loop') return waitsIn(node.body, insideOf(node));
    return isSleep(node) ? waitOf(node, here) : [];
  });
}

/** For each node, the effects of the nodes after it. */
function effectsAfter(nodes: readonly ShellNode[], last: Then): readonly Then[] {
  const later: Then[] = [];
  let then = last;
  for (const node of nodes.toReversed()) {
    later.push(then);
    const commands = commandsIn([node]);
    then = {
      next: commands.find(command => !isInert(command)) ?? then.next,
      isKilled: then.isKilled || commands.some(isKill),
    };
  }
  return later.reverse();
}

function insideOf(loop: ShellLoop): Around {
  const awaited = isWaiting(loop) ? awaitedIn(loop) : undefined;
  return {isStarted: false, then: {isKilled: false}, loop: {loop, awaited}};
}

function waitOf({start, end, words}: ShellCommand, {isStarted, then, loop}: Around): readonly Sleep[] {
  if (loop) return loop.awaited ? [{start, end, awaited: loop.awaited, base: 0, loop: loop.loop}] : [];
  if (then.next) return [{start, end, awaited: [then.next], base: 0}];
  const isTimer = isForever(words.at(-1)?.text) || then.isKilled;
  return isStarted && !isTimer ? [{start, end, awaited: [], base: 0}] : [];
}

/** Whether a loop runs until a condition holds: `until x`, `while ! x`, or an exit inside the loop. */
function isWaiting({keyword, condition, body}: ShellLoop): boolean {
  const awaited = commandsIn(condition);
  if (keyword === 'for' || awaited.every(isConstant)) return commandsIn(body).some(isLoopExit);
  return (
    keyword === 'until' ||
    condition[0]?.isNegated === true ||
    (awaited.some(isNegativeTest) && commandsIn(body).every(isInert))
  );
}

function awaitedIn({keyword, condition, body}: ShellLoop): readonly ShellCommand[] {
  const awaited = commandsIn(condition).filter(command => !isConstant(command));
  if (keyword !== 'for' && awaited.length > 0) return awaited;
  return commandsIn(body).filter(command => !isInert(command) && !isLoopExit(command));
}

/** A sleep of an hour or more keeps a script alive; it does not wait for readiness. */
function isForever(length = ''): boolean {
  return /^(?:inf|infinity|.*[hd]|\d{4,})$/.test(length);
}

/** The quoted scripts passed to `sh -c`, and their offsets. */
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
