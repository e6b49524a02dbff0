import type {Reference} from '../../values/expression.ts';
import {isRoot, scopeKeys, scopeRoots} from '../../values/scope.ts';
import {listed} from '../../vocabulary/listed.ts';
import {isNamed, type Draft} from './draft.ts';
import type {Judged} from './judged.ts';
import type {NameRange, ReferenceProblem, ReferenceUse} from './reference-use.ts';
import {slicePlace} from './slice-place.ts';
import {judgeTaskReference} from './task-reference.ts';
import {advice} from './unknown-name.ts';

/** Whether what a reference names exists and can be read there; a task's output makes an edge. */
export function judgeReference(draft: Draft, use: ReferenceUse): Judged {
  const [root = '', ...names] = use.reference.path;
  if (root !== 'tasks') return judged(draft, use, problemOf(draft, use, root, names));
  const {problem, edge} = judgeTaskReference(draft, use);
  return {...judged(draft, use, problem), edges: edge ? [edge] : []};
}

function judged({parsed}: Draft, use: ReferenceUse, problem: ReferenceProblem | undefined): Judged {
  if (problem === undefined) return {diagnostics: [], edges: []};
  const {at, ...told} = problem;
  const place = slicePlace(parsed, use.written, slice(use.reference, at));
  return {diagnostics: [{severity: 'error', place, ...told}], edges: []};
}

function slice(
  {path, start}: Reference,
  [from, to]: NameRange,
): {readonly start: number; readonly end: number} {
  const before = path
    .slice(0, from)
    .map(name => `${name}.`)
    .join('');
  const names = path.slice(from, to).join('.');
  return {start: start + before.length, end: start + before.length + names.length};
}

function problemOf(
  draft: Draft,
  use: ReferenceUse,
  root: string,
  names: readonly string[],
): ReferenceProblem | undefined {
  if (!isRoot(root)) return unknownRoot(root, names);
  const name = names.join('.');
  if (names.length === 0) return {message: `missing name; write \`${root}.name\``, at: [0, 1]};
  switch (root) {
    case 'vars':
      return unknownIn(draft, 'vars', name, 'variable');
    case 'secrets':
      return unknownIn(draft, 'secrets', name, 'secret');
    case 'env':
      return use.isAlone ? unsetVariable(draft, name) : undefined;
    case 'run':
    case 'file':
    case 'host':
      return unknownKey(root, name);
    case 'tasks':
      return undefined;
  }
}

function unknownRoot(root: string, names: readonly string[]): ReferenceProblem {
  const written = [root, ...names].join('.');
  const {words, suggestion} = advice(root, scopeRoots);
  if (suggestion !== undefined)
    return {message: `unknown reference \`${written}\`${words}`, at: [0, 1], suggestion};
  const isText = names.length === 0;
  const next = isText
    ? `strings are written in single quotes: \`'${root}'\``
    : `references start with ${listed(scopeRoots, 'or')}`;
  return {message: `unknown reference \`${written}\`; ${next}`, at: [0, 1]};
}

function unknownIn(
  draft: Draft,
  section: 'vars' | 'secrets',
  name: string,
  what: string,
): ReferenceProblem | undefined {
  if (isNamed(draft, section, name)) return undefined;
  const {words, ...suggestion} = advice(name, draft.names[section], {
    otherwise: `; define it under \`${section}\``,
  });
  return {message: `unknown ${what} \`${name}\`${words}`, at: [1], ...suggestion};
}

function unknownKey(root: keyof typeof scopeKeys, name: string): ReferenceProblem | undefined {
  const known: readonly string[] = scopeKeys[root];
  if (known.includes(name)) return undefined;
  const {words, ...suggestion} = advice(name, known);
  return {message: `unknown reference \`${root}.${name}\`${words}`, at: [1], ...suggestion};
}

/** `env` is the environment that bottle was started in alone: what the file has for its commands may itself be made from it. */
function unsetVariable(draft: Draft, name: string): ReferenceProblem | undefined {
  if (draft.env[name] !== undefined) return undefined;
  const next = isNamed(draft, 'env', name)
    ? "it is set in the file's `env`, which only commands can read; define the value under `vars`"
    : `set it, or write \`\${{ env.${name} || 'default' }}\``;
  return {message: `environment variable \`${name}\` is not set; ${next}`, at: [1]};
}
