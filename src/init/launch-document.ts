import {Document, visit, type Pair, type Scalar, type YAMLMap, type YAMLSeq} from 'yaml';
import {editorLine} from '../schema/editor-line.ts';
import {enumerated} from '../vocabulary/listed.ts';
import type {DraftedFile} from './draft.ts';

/** The maximum width of a list on one line. */
const WIDTH = 90;

/**
 * The text of a launch file. It is built as a YAML document instead of joining strings, so names and commands from other files
 * are always escaped correctly.
 *
 * @param schema the path of the schema for editors, relative to the file
 */
export function launchText(
  {tasks, until, from, dotenv, env_file, vars, secrets, profiles}: DraftedFile,
  schema: string,
): string {
  const document = new Document(
    {
      version: 1,
      ...(until !== undefined && {until}),
      ...(dotenv !== undefined && {dotenv}),
      ...(env_file !== undefined && {env_file}),
      ...(profiles !== undefined && {profiles}),
      ...(vars !== undefined && {vars}),
      ...(secrets !== undefined && {secrets}),
      tasks: Object.fromEntries(tasks.map(({name, source}) => [name, source])),
    },
    {aliasDuplicateObjects: false},
  );
  document.commentBefore = headOf(schema, from);
  const comments = new Map<string, readonly string[]>(tasks.map(({name, comments}) => [name, comments]));
  const map = document.get('tasks') as {readonly items: readonly Pair<Scalar>[]};
  spaceBefore(document.contents as YAMLMap<Scalar>, 'tasks');
  for (const {key} of map.items) {
    key.spaceBefore = key.value !== tasks[0]?.name;
    const lines = comments.get(String(key.value)) ?? [];
    if (lines.length > 0) key.commentBefore = lines.map(asComment).join('\n');
  }
  shortenLists(document);
  quotePorts(document);
  return document.toString({lineWidth: 0, flowCollectionPadding: false, singleQuote: false});
}

function headOf(schema: string, from: readonly string[]): string {
  const made =
    from.length > 0 ? ` Made from ${enumerated(from, 'and')} by \`bottle init\`.` : ' A first launch file.';
  return [
    editorLine(schema).slice(1),
    made,
    ' Check it with `bottle check` and start it with `bottle run`; `bottle run -- command` runs a command',
    ' once everything is ready.',
  ].join('\n');
}

function spaceBefore({items}: YAMLMap<Scalar>, name: string): void {
  const key = items.find(item => item.key.value === name)?.key;
  if (key) key.spaceBefore = true;
}

/** A line of a comment. Characters that could end the line are replaced. */
function asComment(line: string): string {
  return ` ${line.replaceAll(/\p{Cc}|\u2028|\u2029/gu, '�')}`;
}

/** Puts lists, and small maps inside a task, on one line if they fit. */
function shortenLists(document: Document): void {
  visit(document, {
    Seq: (_, list) => void (list.flow = isShort(list)),
    Map: (_, map, path) =>
      void (map.flow = path.length > TASK_DEPTH && map.items.length <= 2 && isShort(map)),
  });
}

/** Quotes ports: YAML 1.1 parsers read `22:22` as a base-60 number. */
function quotePorts(document: Document): void {
  visit(document, {
    Scalar(_, scalar) {
      if (/^\d+(:\d+)+$/.test(String(scalar.value))) scalar.type = 'QUOTE_DOUBLE';
    },
  });
}

/** The number of nodes around a task: the document, its map, the pair `tasks`, the map of tasks, the task's pair. */
const TASK_DEPTH = 5;

function isShort(node: YAMLMap | YAMLSeq): boolean {
  const text = JSON.stringify(node);
  return text.length <= WIDTH && !/\\n|\$\{\{|\[\{/.test(text);
}
