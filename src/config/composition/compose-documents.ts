import {dirname, relative, resolve} from 'node:path';
import type {Kinds} from '../../tasks/bound-task.ts';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {partialTasks} from '../analysis/partial-task.ts';
import {suggestionText} from '../analysis/unknown-name.ts';
import {checkShape} from '../shape/shape.ts';
import {isMap} from '../yaml/errors-below.ts';
import {combineFiles} from './combine-files.ts';
import {composedFile} from './composed-file.ts';
import type {ComposedDocument} from './composition.ts';
import {resolveExtends} from './extends.ts';
import {resolvePassed} from './passed-vars.ts';
import {entriesOf, entryOf, itemsOf, mapOf, withEntries, type Part} from './part.ts';
import {createRenaming, namedSections} from './prefix.ts';
import {scalarText} from './profiles.ts';
import type {Sources} from './read-sources.ts';
import {rebasePaths} from './relative-paths.ts';

/** A document and all that it includes. */
export interface ComposedDocuments {
  /** The document with the tasks, variables and secrets of those that it includes. */
  readonly part: Part;
  /** The document itself first. */
  readonly documents: readonly ComposedDocument[];
  /** The documents of tasks from included files. */
  readonly documentOf: ReadonlyMap<string, ComposedDocument>;
}

export interface CompositionContext {
  readonly kinds: Kinds;
  readonly sources: Sources;
  /** Variables that are set from outside, by their names from the root. */
  readonly vars: Readonly<Record<string, string>>;
  readonly shapeErrors: Diagnostic[];
}

/** The place of a document among the others. */
interface Inclusion {
  /** The files that include it, the root first. */
  readonly way: readonly string[];
  /** The prefix of its names from the root: `api-`. */
  readonly start: string;
  readonly parent?: ComposedDocument;
}

/** How many files may be included, each as often as it is: two includes of two includes … are more than a run can use. */
const MAX_DOCUMENTS = 1000;

/** Composes a document of the files, of which each changes those before it, and of what it includes. */
export function composeDocuments(combined: Part, context: CompositionContext): ComposedDocuments {
  let count = 0;
  return compose(combined, {way: [combined.origin.file.path], start: ''}, context);

  function compose(files: Part, inclusion: Inclusion, context: CompositionContext): ComposedDocuments {
    const {file} = files.origin;
    const extended = withTasks(resolveExtends(files, dirname(file.path), context.sources));
    const shapeErrors = checkShape(composedFile(extended, file));
    context.shapeErrors.push(...shapeErrors);
    const own: ComposedDocument = {
      ...{part: extended, file},
      ...(inclusion.parent && {parent: inclusion.parent}),
    };
    const children = includesOf(extended).flatMap(include => {
      count += 1;
      if (count > MAX_DOCUMENTS) return [];
      return child(include, own, inclusion, context) ?? [];
    });
    return children.length === 0
      ? {part: extended, documents: [own], documentOf: new Map()}
      : join(own, children, context);
  }

  function child(
    include: Include,
    parent: ComposedDocument,
    {way, start}: Inclusion,
    context: CompositionContext,
  ): Child | undefined {
    const {sources} = context;
    const paths = include.paths.map(part => resolve(dirname(part.origin.file.path), String(part.value)));
    const read = include.paths.map((part, at) =>
      sources.read(paths[at] ?? '', {text: String(part.value), place: placeOf(part)}, RULE),
    );
    const files = read.filter(file => file !== undefined);
    const [first, ...others] = files;
    if (!first || files.length < read.length) return undefined;
    if (way.includes(first.path)) {
      sources.diagnostics.push(cycle([...way.slice(way.indexOf(first.path)), first.path], include));
      return undefined;
    }
    const prefix = include.prefix === undefined ? '' : `${include.prefix}-`;
    const given = withPassed(combineFiles([first, ...others]), include, parent, {start, prefix, context});
    const composed = compose(given, {way: [...way, first.path], start: start + prefix, parent}, context);
    return {
      include,
      composed: include.prefix === undefined ? composed : renamed(composed, include.prefix, context),
    };
  }
}

const RULE = 'wrong-include';

interface Include {
  readonly whole: Part;
  readonly paths: readonly Part[];
  readonly prefix?: string;
  readonly vars?: Part;
}

interface Child {
  readonly include: Include;
  readonly composed: ComposedDocuments;
}

/** A file that only includes others needs no tasks. */
function withTasks(part: Part): Part {
  if (!isMap(part.value) || part.value.include === undefined || Object.hasOwn(part.value, 'tasks'))
    return part;
  return withEntries(part, {tasks: {value: {}, origin: part.origin}});
}

/** The includes with the right shape. */
function includesOf(document: Part): readonly Include[] {
  const include = entryOf(document, 'include');
  if (!include) return [];
  const all = Array.isArray(include.value) ? itemsOf(include) : [include];
  return all.flatMap((whole): Include[] => {
    const path = isMap(whole.value) ? entryOf(whole, 'path') : whole;
    if (!path) return [];
    const paths = Array.isArray(path.value) ? itemsOf(path) : [path];
    if (paths.length === 0 || !paths.every(({value}) => typeof value === 'string')) return [];
    const prefix = entryOf(whole, 'prefix')?.value;
    const vars = entryOf(whole, 'vars');
    return [{whole, paths, ...(typeof prefix === 'string' && {prefix}), ...(vars && {vars})}];
  });
}

/** The document with the variables that the including file passes in. */
function withPassed(
  document: Part,
  {vars, paths}: Include,
  parent: ComposedDocument,
  {start, context}: {readonly start: string; readonly prefix: string; readonly context: CompositionContext},
): Part {
  if (!vars) return document;
  const own = entryOf(document, 'vars');
  const known = own ? entriesOf(own).map(([name]) => name) : [];
  const outer = entryOf(parent.part, 'vars');
  const outerVars = new Map(
    (outer ? entriesOf(outer) : []).map(([name, part]) => [
      name,
      context.vars[start + name] ?? scalarText(part),
    ]),
  );
  const passed = entriesOf(vars).flatMap(([name, part]) => {
    if (known.includes(name)) return [[name, resolvePassed(part, outerVars, context.sources)] as const];
    const {text: hint, ...suggestion} = suggestionText(name, known, {otherwise: '; it has no `vars`'});
    const message = `\`${String(paths[0]?.value)}\` has no variable \`${name}\`${hint}`;
    const place = composedFile(vars, vars.origin.file).place([name], 'key');
    context.sources.diagnostics.push(errorDiagnostic({rule: RULE, message, place, ...suggestion}));
    return [];
  });
  return own ? withEntries(document, {vars: withEntries(own, Object.fromEntries(passed))}) : document;
}

function renamed(
  {part, documents, documentOf}: ComposedDocuments,
  prefix: string,
  {kinds, shapeErrors}: CompositionContext,
): ComposedDocuments {
  const tasks = partialTasks(composedFile(part, part.origin.file), shapeErrors, kinds);
  const renaming = createRenaming(part, prefix, [...tasks.values()]);
  const known = new Map<ComposedDocument, ComposedDocument>();
  // In order: a parent comes before what it includes.
  for (const document of documents) {
    const parent = document.parent && (known.get(document.parent) ?? document.parent);
    known.set(document, {...document, part: renaming.renamed(document.part), ...(parent && {parent})});
  }
  const after = (document: ComposedDocument): ComposedDocument => known.get(document) ?? document;
  return {
    part: renaming.file(),
    documents: documents.map(after),
    documentOf: new Map([...documentOf].map(([name, document]) => [`${prefix}-${name}`, after(document)])),
  };
}

/** The document with the named things of those that it includes; of equal names each is reported. */
function join(
  own: ComposedDocument,
  children: readonly Child[],
  {sources}: CompositionContext,
): ComposedDocuments {
  const documentOf = new Map<string, ComposedDocument>();
  const sections = namedSections.map(section => {
    const ownPart = entryOf(own.part, section);
    const joined = new Map<string, Part>();
    const mine = new Map(ownPart ? entriesOf(ownPart) : []);
    for (const {include, composed} of children) {
      const part = entryOf(composed.part, section);
      const [{file} = own] = composed.documents;
      const folders = {from: dirname(file.path), to: dirname(own.file.path)};
      for (const [name, inner] of part ? entriesOf(part) : []) {
        const entry = section === 'secrets' ? rebasePaths(inner, folders, [section, name]) : inner;
        const other = mine.get(name) ?? joined.get(name);
        if (other && !isSame(other, entry)) sources.diagnostics.push(clash(section, name, include, other));
        if (other) continue;
        joined.set(name, entry);
        const [first] = composed.documents;
        if (section === 'tasks' && first) documentOf.set(name, composed.documentOf.get(name) ?? first);
      }
    }
    if (!ownPart && joined.size === 0) return [section, undefined] as const;
    return [section, mapOf([...joined, ...mine], ownPart?.origin ?? own.part.origin)] as const;
  });
  const added = sections.flatMap(([section, part]) => (part ? [[section, part] as const] : []));
  return {
    part: withEntries(own.part, Object.fromEntries(added)),
    documents: [own, ...children.flatMap(({composed}) => composed.documents)],
    documentOf,
  };
}

/** Whether both are the same piece of the same file, which is included on two ways. */
function isSame({origin: one, value}: Part, {origin: other, value: second}: Part): boolean {
  return (
    one.file === other.file &&
    JSON.stringify(one.path) === JSON.stringify(other.path) &&
    JSON.stringify(value) === JSON.stringify(second)
  );
}

function clash(
  section: (typeof namedSections)[number],
  name: string,
  {whole, paths}: Include,
  other: Part,
): Diagnostic {
  const what = {tasks: 'task', vars: 'variable', secrets: 'secret'}[section];
  const message = `the included file \`${String(paths[0]?.value)}\` also defines the ${what} \`${name}\`; include it with a \`prefix\`, or rename one of them`;
  const also = {message: `\`${name}\` is defined here`, place: placeOf(other, 'key')};
  return errorDiagnostic({rule: RULE, message, place: placeOf(whole), also});
}

function cycle(way: readonly string[], {paths: [named]}: Include): Diagnostic {
  const [root = ''] = way;
  const names = way.map(path => `\`${relative(dirname(root), path)}\``);
  const message =
    names.length < 3 ? 'the file includes itself' : `these files include each other: ${names.join(' → ')}`;
  return errorDiagnostic({rule: RULE, message, ...(named && {place: placeOf(named)})});
}

function placeOf({value, origin}: Part, which: 'key' | 'value' = 'value'): SourceRange {
  return composedFile({value, origin}, origin.file).place([], which);
}
