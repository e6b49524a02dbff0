import type {Misshapen} from './misshapen.ts';
import type {KeyPath} from './parsed-file.ts';

/** What to write for several ports: a probe has one. */
export function probesForPorts({path, value}: Misshapen): string | undefined {
  if (path.at(-1) !== 'port' || !Array.isArray(value) || !value.every(isPort)) return undefined;
  return `ready: [${value.map(port => `{port: ${port}}`).join(', ')}]`;
}

/** What to write in the place of a value that has the form of another tool, such as Compose. */
export function foreignForm({path, value}: Misshapen): string | undefined {
  const key = path.at(-1);
  if (key === 'env' && isTexts(value)) return environmentMap(value);
  const isTask = path.length === 3 && path[0] === 'tasks';
  if (isTask && key === 'container' && isText(value)) return `{image: ${quotedIfNeeded(value)}}`;
  return undefined;
}

/** The words for a key of another tool. */
export function foreignKey(path: KeyPath, key: string): string | undefined {
  if (path.length === 0 && key === 'services') return 'this is a Compose file; `bottle init` converts it';
  if (path.length !== 2 || path[0] !== 'tasks') return undefined;
  if (key === 'depends_on') return `unknown key \`depends_on\` in task \`${path[1] ?? ''}\`; write \`needs\``;
  if (key === 'command')
    return `unknown key \`command\` in task \`${path[1] ?? ''}\`; write \`run\` for a command that ends and \`serve\` for one that stays up`;
  return undefined;
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
