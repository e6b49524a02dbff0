import type {SchemaViolation} from './schema-violation.ts';
import {closest} from '../../vocabulary/suggest.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';

/** A suggestion for another location, such as one level up. It is only text, because there is no value to replace. */
export function foreignPlace({path, value}: SchemaViolation): string | undefined {
  if (path.at(-1) === 'port' && Array.isArray(value) && value.every(isPort))
    return `write \`${path.includes('liveness') ? 'liveness' : 'ready'}: [${value.map(port => `{port: ${port}}`).join(', ')}]\``;
  if (isTaskKey(path, 'image') && isText(value)) {
    const image = quotedIfNeeded(value);
    return `write \`container: {image: ${image}}\` to run it, or \`image: {pull: ${image}}\` to only pull it`;
  }
  return undefined;
}

/** The replacement for a value in the form of another tool, such as Compose. */
export function foreignForm({path, value}: SchemaViolation): string | undefined {
  const key = path.at(-1);
  if (key === 'env' && isTexts(value)) return environmentMap(value);
  if (isTaskKey(path, 'container') && isText(value)) return `{image: ${quotedIfNeeded(value)}}`;
  if (key === 'restart' && path[0] === 'tasks' && isText(value)) return restartMap(value);
  return undefined;
}

/** A restart policy of Docker, perhaps misspelled. */
function restartMap(policy: string): string | undefined {
  const meant = closest(policy, ['always', 'unless-stopped', 'on-failure', 'unlimited']);
  if (meant === undefined) return undefined;
  return meant === 'on-failure' ? '{attempts: unlimited, condition: failure}' : '{attempts: unlimited}';
}

/** The message for a key of another tool. */
export function foreignKey(path: KeyPath, key: string): string | undefined {
  if (path.length === 0 && key === 'services') return 'this is a Compose file; `bottle init` converts it';
  const instead = path.length === 2 && path[0] === 'tasks' ? insteadOf(key) : undefined;
  return instead && `unknown key \`${key}\` in task \`${path[1] ?? ''}\`; ${instead}`;
}

/** Whether a key of another tool takes the role of a missing key: the tasks of a file, or the kind of a task. */
export function replacesRequired(path: KeyPath, key: string): boolean {
  return path.length === 0 ? key === 'services' : foreignKey(path, key) !== undefined && key !== 'depends_on';
}

/** The suggestion for a Compose key in a task. */
function insteadOf(key: string): string | undefined {
  if (key === 'depends_on') return 'write `needs`';
  if (key === 'command') return 'write `run` for a command that ends and `serve` for one that keeps running';
  return ofContainers.includes(key) ? 'it belongs inside `container`' : undefined;
}

const ofContainers = ['ports', 'volumes', 'networks', 'healthcheck', 'labels'];

function isTaskKey(path: KeyPath, key: string): boolean {
  return path.length === 3 && path[0] === 'tasks' && path[2] === key;
}

function environmentMap(items: readonly string[]): string | undefined {
  const pairs = items.map(item => /^([A-Za-z_]\w*)=(.*)$/s.exec(item));
  if (pairs.length === 0 || pairs.some(pair => pair === null)) return undefined;
  return `{${pairs.map(pair => `${pair?.[1] ?? ''}: ${quotedIfNeeded(pair?.[2] ?? '')}`).join(', ')}}`;
}

function quotedIfNeeded(text: string): string {
  return /^[\w./-]+(?::[\w.-]+)?$/.test(text) ? text : JSON.stringify(text);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPort(value: unknown): value is number {
  return typeof value === 'number';
}
