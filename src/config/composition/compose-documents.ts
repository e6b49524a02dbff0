import {dirname, resolve} from 'node:path';
import {partialTasks} from '../analysis/partial-task.ts';
import {checkShape} from '../shape/shape.ts';
import {isMap} from '../yaml/errors-below.ts';
import {combineFiles} from './combine-files.ts';
import {composedFile} from './composed-file.ts';
import type {ComposedDocument, ComposedDocuments, CompositionContext} from './composition.ts';
import {resolveExtends} from './extends.ts';
import {INCLUDE_RULE, includeCycle, includesOf, placeOf, type Include} from './includes.ts';
import {joinDocuments, type IncludedDocument} from './join-documents.ts';
import {withEntries, type Part} from './part.ts';
import {withPassedVars} from './passed-vars.ts';
import {createRenaming} from './prefix.ts';

/** How a document is included. */
interface Inclusion {
  /** The files that include the document, the root first. */
  readonly way: readonly string[];
  /** The prefix that the root adds to its names: `api-`. */
  readonly start: string;
  readonly parent?: ComposedDocument;
}

/** The maximum number of included files, counting each inclusion, since nested includes grow exponentially. */
const MAX_DOCUMENTS = 1000;

/** Composes a document from its combined files and from the files that they include. */
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
      : joinDocuments(own, children, context);
  }

  function child(
    include: Include,
    parent: ComposedDocument,
    {way, start}: Inclusion,
    context: CompositionContext,
  ): IncludedDocument | undefined {
    const {sources} = context;
    const paths = include.paths.map(part => resolve(dirname(part.origin.file.path), String(part.value)));
    const read = include.paths.map((part, at) =>
      sources.read(paths[at] ?? '', {text: String(part.value), place: placeOf(part)}, INCLUDE_RULE),
    );
    const files = read.filter(file => file !== undefined);
    const [first, ...others] = files;
    if (!first || files.length < read.length) return undefined;
    if (way.includes(first.path)) {
      sources.diagnostics.push(includeCycle([...way.slice(way.indexOf(first.path)), first.path], include));
      return undefined;
    }
    const prefix = include.prefix === undefined ? '' : `${include.prefix}-`;
    const given = withPassedVars(combineFiles([first, ...others]), include, parent, {start, context});
    const composed = compose(given, {way: [...way, first.path], start: start + prefix, parent}, context);
    return {
      include,
      composed: include.prefix === undefined ? composed : renamed(composed, include.prefix, context),
    };
  }
}

/** Adds empty `tasks` to a file that only includes others. */
function withTasks(part: Part): Part {
  if (!isMap(part.value) || part.value.include === undefined || Object.hasOwn(part.value, 'tasks'))
    return part;
  return withEntries(part, {tasks: {value: {}, origin: part.origin}});
}

/** Adds a prefix to each name. */
function renamed(
  {part, documents, documentOf}: ComposedDocuments,
  prefix: string,
  {kinds, shapeErrors}: CompositionContext,
): ComposedDocuments {
  const tasks = partialTasks(composedFile(part, part.origin.file), shapeErrors, kinds);
  const renaming = createRenaming(part, prefix, [...tasks.values()]);
  const known = new Map<ComposedDocument, ComposedDocument>();
  // In order: a document comes before the ones it includes.
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
