import type {ShellToken} from '../values/shell-frames.ts';
import type {ShellNode} from './shell-tree.ts';
import type {ShellCommand} from './shell-tree.ts';

type Tokens = readonly ShellToken[];

/** The state of reading a list of commands. */
export interface Reading {
  readonly script: string;
  readonly tokens: Tokens;
  /** The tokens inside each `(`. */
  readonly subshells: ReadonlyMap<ShellToken, Tokens>;
  /** The next token. */
  at: number;
  /** The number of enclosing lists. */
  depth: number;
}

/** The length of the longest reserved word; a word may be as long as the script. */
const LONGEST = 8;

/** The maximum depth of lists. Deeper lists are flattened, because the call stack is limited. */
const MAX_DEPTH = 40;

/** The part of a list read so far. `isOpen` is true while further words belong to its last command. */
interface List {
  readonly nodes: ShellNode[];
  isOpen: boolean;
  /** Whether the last word was `!`. */
  isNegated: boolean;
}

/** Reads commands up to and including one of the reserved words `ends`, or to the end of the script. */
export function readCommands(reading: Reading, ends: readonly string[] = []): readonly ShellNode[] {
  const list: List = {nodes: [], isOpen: false, isNegated: false};
  reading.depth += 1;
  for (let token = next(reading); token !== undefined; token = next(reading)) {
    const text = textOf(reading, token);
    if (token.isAtCommand && ends.includes(text)) break;
    if (token.type === 'operator') readOperator(reading, list, token);
    else if (list.isOpen && !token.isAtCommand) addWord(list, token, text);
    else if (token.isAtCommand && text === '!') list.isNegated = true;
    else if (!token.isAtCommand || !connecting.has(text)) push(list, nodeAt(reading, list, token));
  }
  reading.depth -= 1;
  return list.nodes;
}

/** Reserved words between parts that are read as a single group. */
const connecting = new Set(['then', 'else', 'elif', 'do', 'time', 'coproc']);

const closedBy: Readonly<Record<string, string>> = {if: 'fi', case: 'esac', '{': '}'};

/** The construct that starts with this word. */
function nodeAt(reading: Reading, {isNegated}: List, token: ShellToken): ShellNode {
  const {start, end} = token;
  const isAtCommand = token.isAtCommand && reading.depth < MAX_DEPTH && end - start <= LONGEST;
  const text = textOf(reading, token);
  const piece = {start, isNegated, after: ''};
  if (isAtCommand && (text === 'while' || text === 'until' || text === 'for')) {
    const [condition, body] = [readCommands(reading, ['do']), readCommands(reading, ['done'])];
    return {...piece, type: 'loop', keyword: text, condition, body, end: endOf(reading)};
  }
  const closing = isAtCommand ? closedBy[text] : undefined;
  if (closing === undefined) return {...piece, type: 'command', words: [{text, start, end}], end};
  return {...piece, type: 'group', body: readCommands(reading, [closing]), end: endOf(reading)};
}

function push(list: List, node: ShellNode): void {
  list.nodes.push(node);
  list.isOpen = node.type === 'command';
  list.isNegated = false;
}

function addWord({nodes}: List, {start, end}: ShellToken, text: string): void {
  const command = nodes.at(-1);
  if (command?.type !== 'command') return;
  command.words.push({text, start, end});
  command.end = end;
}

function readOperator(reading: Reading, list: List, token: ShellToken): void {
  const operator = textOf(reading, token);
  if (operator === '<' || operator === '>') redirect(reading, list, token);
  else if (operator === '(') readSubshell(reading, list, token);
  // Removes the pattern of a `case` before the `)`.
  else if (operator === ')') list.nodes.pop();
  else if (reading.script.charAt(token.end) !== '>') endCommand(list, operator);
}

function endCommand(list: List, operator: string): void {
  const node = list.nodes.at(-1);
  if (node) node.after = list.isOpen || node.after === '' ? operator : node.after + operator.trim();
  list.isOpen = false;
}

function readSubshell(reading: Reading, list: List, token: ShellToken): void {
  const tokens = reading.subshells.get(token);
  if (!tokens || list.isOpen || reading.depth === MAX_DEPTH) return;
  const body = readCommands({...reading, tokens, at: 0});
  push(list, {
    type: 'group',
    start: token.start,
    isNegated: list.isNegated,
    after: '',
    body,
    end: body.at(-1)?.end ?? token.end,
  });
}

/** Skips the number before a redirection and the word after it. The end word of a here-document is not among the tokens. */
function redirect(reading: Reading, {nodes, isOpen}: List, {start}: ShellToken): void {
  const words = (nodes.at(-1) as ShellCommand | undefined)?.words;
  const last = words?.at(-1);
  if (isOpen && last?.end === start && /^\d+$/.test(last.text)) words?.pop();
  while (/^[<>&|(]$/.test(textOf(reading, reading.tokens[reading.at]))) reading.at += 1;
  const isDocument = /^<<[^<]/.test(reading.script.slice(start));
  if (!isDocument && reading.tokens[reading.at]?.type === 'word') reading.at += 1;
}

function next(reading: Reading): ShellToken | undefined {
  const token = reading.tokens[reading.at];
  reading.at += 1;
  return token;
}

function textOf({script}: Reading, token: ShellToken | undefined): string {
  return token ? script.slice(token.start, token.end) : '';
}

function endOf({tokens, at, script}: Reading): number {
  return tokens[at - 1]?.end ?? script.length;
}
