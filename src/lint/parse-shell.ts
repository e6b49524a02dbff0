import {tokensOf} from '../values/shell-quoting.ts';
import type {ShellToken} from '../values/shell-frames.ts';
import {readCommands} from './shell-reader.ts';
import type {ShellCommand, ShellNode} from './shell-tree.ts';

/** Parses a script and the contents of each `$( )` in it. Invalid syntax is parsed as far as possible. */
export function shellTrees(script: string): readonly (readonly ShellNode[])[] {
  const tokens = tokensOf(script);
  const lists = new Map<ShellToken['commands'], ShellToken[]>();
  for (const token of tokens) {
    const list = lists.get(token.commands);
    if (list) list.push(token);
    else lists.set(token.commands, [token]);
  }
  const subshells = new Map(
    tokens.flatMap((token, at): [ShellToken, readonly ShellToken[]][] => {
      const next = tokens[at + 1];
      const opens = token.type === 'operator' && script.charAt(token.start) === '(';
      return opens && next && next.commands !== token.commands
        ? [[token, lists.get(next.commands) ?? []]]
        : [];
    }),
  );
  const inside = new Set(subshells.values());
  const tops = [...lists.values()].filter(list => !inside.has(list));
  return tops.map(list => readCommands({script, tokens: list, subshells, at: 0, depth: 0}));
}

/** All commands in order, including those in loops and groups. */
export function commandsIn(nodes: readonly ShellNode[]): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  collect(nodes);
  return commands;

  function collect(list: readonly ShellNode[]): void {
    for (const node of list) {
      if (node.type === 'command') commands.push(node);
      if (node.type === 'loop') collect(node.condition);
      if (node.type !== 'command') collect(node.body);
    }
  }
}
