import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {Range} from '../config/yaml/node-at.ts';
import {outputsOf} from '../config/analysis/task-outputs.ts';
import {isRoot, scopeKeys} from '../values/scope.ts';
import {mentionAt} from './mention.ts';
import type {Mention} from './named-range.ts';
import type {Model} from './model.ts';
import {outputDescription} from './output-description.ts';
import {referenceSiteAt, type ReferenceSite} from './reference-site.ts';
import {
  factDescriptions,
  rootDescriptions,
  secretDescription,
  variableDescription,
} from './scope-descriptions.ts';
import {taskLines} from './task-lines.ts';

/** The hover text for the position of the cursor: paragraphs of Markdown. */
export interface Hover {
  readonly paragraphs: readonly string[];
  readonly range: Range;
}

/** Describes the thing at the cursor: a task and its position in the plan, or the value of a reference. */
export function hoverAt(model: Model, offset: number): Hover | undefined {
  const {partial} = model;
  if (!partial) return undefined;
  const mention = mentionAt(partial, offset);
  const paragraphs = mention ? mentionLines(model, partial, mention) : [];
  if (mention && paragraphs.length > 0) return {paragraphs, range: mention.range};
  return readHover(partial, offset);
}

function mentionLines(model: Model, partial: PartialFile, {section, name}: Mention): readonly string[] {
  if (section === 'tasks') return partial.tasks.has(name) ? taskLines(model, partial, name) : [];
  if (!partial.names[section].includes(name)) return [];
  const root = partial.parsed.value as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const value = root[section]?.[name];
  return section === 'vars'
    ? [`variable \`${name}\`: \`${variableDescription(value)}\``]
    : [`secret \`${name}\`, ${secretDescription(value)}`];
}

/** Describes the reference at the cursor. */
function readHover(partial: PartialFile, offset: number): Hover | undefined {
  const site = referenceSiteAt(partial.parsed, offset);
  const range = site?.rangeOf(site.path[0] === 'tasks' ? 2 : 1);
  if (!site || !range) return undefined;
  if (offset < range.start) return rootHover(site);
  const description = referenceText(partial, site.path);
  return description === undefined ? undefined : {paragraphs: [description], range};
}

function rootHover({path: [root = ''], rangeOf}: ReferenceSite): Hover | undefined {
  const range = rangeOf(0, 1);
  return range && isRoot(root) ? {paragraphs: [`\`${root}\`: ${rootDescriptions[root]}`], range} : undefined;
}

function referenceText(partial: PartialFile, [root = '', ...names]: readonly string[]): string | undefined {
  const name = names.join('.');
  switch (root) {
    case 'tasks':
      return outputHover(partial, names);
    case 'env':
      return `environment variable \`${name}\`, ${partial.documents[0].env[name] === undefined ? 'not set' : 'set'} in the environment of this editor`;
    case 'run':
    case 'file':
    case 'host':
      return (scopeKeys[root] as readonly string[]).includes(name)
        ? `\`${root}.${name}\`: ${factDescriptions[root][name] ?? ''}`
        : undefined;
    default:
      return undefined;
  }
}

function outputHover(partial: PartialFile, [task = '', ...names]: readonly string[]): string | undefined {
  const validTask = partial.tasks.get(task)?.validTask;
  const output = names.join('.');
  if (!validTask || !outputsOf(validTask).includes(output)) return undefined;
  return `\`${output}\` of \`${validTask.kind.name}\` task \`${task}\`: ${outputDescription(validTask.kind.name, output)}`;
}
