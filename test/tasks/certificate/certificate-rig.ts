import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {certificate} from '../../../src/tasks/certificate/kind.ts';
import type {SourceOf} from '../../../src/tasks/kind.ts';
import type {Up, UpContext} from '../../../src/tasks/task-context.ts';
import type {Values} from '../../../src/values/value-source.ts';
import type {MadeRecord} from '../../../src/vocabulary/journal-record.ts';

type Source = SourceOf<'certificate'>['certificate'];

/** Brings up certificate tasks in a separate run directory, like a runner. */
export interface CertificateRig {
  readonly dir: string;
  /** The records, in order. */
  readonly made: readonly MadeRecord[];
  up(task: string, source: Source, signal?: AbortSignal): Promise<Up>;
  remove(): Promise<void>;
}

export async function certificateRig(
  onRecord: (made: MadeRecord) => void = () => undefined,
): Promise<CertificateRig> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-certificate-'));
  const made: MadeRecord[] = [];
  const outputs: Record<string, string> = {};
  return {
    dir,
    made,
    async up(task, source, signal = new AbortController().signal) {
      const record = async (it: MadeRecord): Promise<void> => {
        onRecord(it);
        made.push(it);
      };
      const context = {task, signal, record, run: {dir}} as unknown as UpContext;
      const up = await certificate.up(certificate.resolve({certificate: source}, valuesOf(outputs)), context);
      for (const [name, value] of Object.entries(up.outputs)) outputs[`tasks.${task}.${name}`] = value;
      return up;
    },
    remove: async () => await rm(dir, {recursive: true, force: true}),
  };
}

/** Replaces `${{ name }}` by the known value, or by `‹name›` if it is unknown. */
export function valuesOf(known: Readonly<Record<string, string>>): Values {
  return {
    text: source => source.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => known[name] ?? `‹${name}›`),
    command: () => {
      throw new Error('certificates have no command');
    },
  };
}
