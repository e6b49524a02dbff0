import {createHash} from 'node:crypto';

/** The maximum length of the name of a Service, and of the value of a label. */
const MOST = 63;

/** The name of a task's object, unique across runs; the same as in Docker, if Kubernetes allows it. */
export function objectName({run, task}: {readonly run: string; readonly task: string}): string {
  return dnsLabel(`bottle-${run}-${task}`);
}

/** Converts a string to an RFC 1123 name: lower-case letters, digits and `-`. If anything of `text` is lost, a hash is appended. */
export function dnsLabel(text: string): string {
  const label = plainLabel(text);
  const isWhole = label === text && text.length <= MOST;
  return isWhole ? text : shortened(label || 'x', text);
}

/** A name by which other containers look up a task. DNS is case-insensitive, and does not allow `_`. */
export function hostName(name: string): string {
  return plainLabel(name) || 'x';
}

/** Whether a name is valid for a Service. */
export function isHostName(name: string): boolean {
  return /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name.toLowerCase());
}

/** The value of a label: the text itself if it is valid, otherwise its readable part and a hash. */
export function labelValue(text: string): string {
  if (isLabelValue(text)) return text;
  const readable = text.replaceAll(/[^A-Za-z0-9_.-]+/g, '.').replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return shortened(readable, text);
}

export function isLabelValue(text: string): boolean {
  return text.length <= MOST && /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/.test(text);
}

/** Whether a key is valid for a label or annotation: an optional domain, and a name. */
export function isLabelKey(key: string): boolean {
  return /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(key);
}

function plainLabel(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** Keeps the end, which is the most specific part: the file of a path, the task of an object. */
function shortened(readable: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const kept = readable.slice(-(MOST - hash.length - 1)).replace(/^[^A-Za-z0-9]+/, '');
  return kept === '' ? hash : `${kept}-${hash}`;
}
