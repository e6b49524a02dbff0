import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import type {ValueReference} from '../../values/expression.ts';
import {isRoot, scopeKeys, scopeRoots} from '../../values/scope.ts';
import {listed} from '../../vocabulary/listed.ts';
import {isNamed, type PartialFile} from './partial-file.ts';
import type {Findings} from './findings.ts';
import type {NameRange, ReferenceProblem, ReferenceUse} from './reference-use.ts';
import {locateSlice} from './locate-slice.ts';
import {checkTaskReference} from './task-reference.ts';
import {suggestionText} from './unknown-name.ts';

/** Checks whether the target of a reference exists and can be read at its location. An output of a task adds an edge. */
export function checkReference(partial: PartialFile, use: ReferenceUse): Findings {
  const [root = '', ...names] = use.reference.path;
  if (root !== 'tasks') return findingsOf(use, problemOf(partial, use, root, names));
  const {problem, edge} = checkTaskReference(partial, use);
  return {...findingsOf(use, problem), edges: edge ? [edge] : []};
}

function findingsOf(use: ReferenceUse, problem: ReferenceProblem | undefined): Findings {
  if (problem === undefined) return {diagnostics: [], edges: []};
  const {at, ...facts} = problem;
  const place = locateSlice(use.site.parsed, use.source, slice(use.reference, at));
  return {diagnostics: [errorDiagnostic({place, ...facts})], edges: []};
}

function slice(
  {path, start}: ValueReference,
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
  partial: PartialFile,
  use: ReferenceUse,
  root: string,
  names: readonly string[],
): ReferenceProblem | undefined {
  if (!isRoot(root)) return unknownRoot(root, names);
  const name = names.join('.');
  if (names.length === 0) return {message: `missing name; write \`${root}.name\``, at: [0, 1]};
  switch (root) {
    case 'vars':
      return unknownIn(partial, 'vars', name, 'variable');
    case 'secrets':
      return unknownIn(partial, 'secrets', name, 'secret');
    case 'env':
      return use.isAlone ? unsetVariable(partial, use.site.env, name) : undefined;
    case 'run':
    case 'file':
    case 'host':
      return unknownKey(root, name);
    case 'tasks':
      return undefined;
  }
}

function unknownRoot(root: string, names: readonly string[]): ReferenceProblem {
  const path = [root, ...names].join('.');
  const {text: hint, suggestion} = suggestionText(root, scopeRoots);
  if (suggestion !== undefined)
    return {message: `unknown reference \`${path}\`${hint}`, at: [0, 1], suggestion};
  const isText = names.length === 0;
  const next = isText
    ? `strings are written in single quotes: \`'${root}'\``
    : `references start with ${listed(scopeRoots, 'or')}`;
  return {message: `unknown reference \`${path}\`; ${next}`, at: [0, 1]};
}

function unknownIn(
  partial: PartialFile,
  section: 'vars' | 'secrets',
  name: string,
  what: string,
): ReferenceProblem | undefined {
  if (isNamed(partial, section, name)) return undefined;
  const {text: hint, ...suggestion} = suggestionText(name, partial.names[section], {
    otherwise: `; define it under \`${section}\``,
  });
  return {message: `unknown ${what} \`${name}\`${hint}`, at: [1], ...suggestion};
}

function unknownKey(root: keyof typeof scopeKeys, name: string): ReferenceProblem | undefined {
  const known: readonly string[] = scopeKeys[root];
  if (known.includes(name)) return undefined;
  const {text: hint, ...suggestion} = suggestionText(name, known);
  return {message: `unknown reference \`${root}.${name}\`${hint}`, at: [1], ...suggestion};
}

/** Reports an unset variable. `env` contains only bottle's own environment, since the file's `env` may itself refer to it. */
function unsetVariable(
  partial: PartialFile,
  env: ReferenceUse['site']['env'],
  name: string,
): ReferenceProblem | undefined {
  if (env[name] !== undefined) return undefined;
  const next = isNamed(partial, 'env', name)
    ? "it is set in the file's `env`, which only commands can read; define the value under `vars`"
    : `set it, or write \`\${{ env.${name} || 'default' }}\``;
  return {message: `environment variable \`${name}\` is not set; ${next}`, at: [1]};
}
