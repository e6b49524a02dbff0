import {parseDuration} from '../vocabulary/duration.ts';
import type {ServeTask, Stdin} from '../schema/launch-file.ts';
import type {ResolvedCommand} from '../values/value-source.ts';
import {commandWords} from './command-line.ts';
import {downProcesses, folderOf, hostEndpoint, launchHost, recordOf, warnOfDropped} from './host-task.ts';
import type {AfterEnd, Kind} from './kind.ts';

/** A `serve` task with its references resolved. */
export interface ServeSpec {
  readonly command: ResolvedCommand;
  readonly shell: string;
  readonly cwd: string;
  readonly notify: boolean;
  readonly stdin: Stdin;
  readonly graceMs: number;
  readonly afterEnd: AfterEnd;
}

/** A host process that keeps running, in a session and process group of its own. */
export const serve: Kind<'serve', ServeSpec> = {
  name: 'serve',
  lasting: 'stays',
  holds: true,
  longestUpMs: () => 0,
  aspects: ['endpoint', 'output', 'notify'],
  outputs: () => ['pid'],
  impliedNeeds: () => [],
  mistakes: () => [],
  summary: (source, {text}) => `serve ${commandWords(source.serve, text)}`,
  resolve: (source, values) => ({
    command: values.command(source.serve),
    shell: source.shell ?? 'sh',
    cwd: values.text(source.cwd ?? '.'),
    notify: [source.ready ?? []].flat().some(probe => 'notify' in probe),
    stdin: source.stdin ?? 'open',
    graceMs: parseDuration(source.grace ?? '10s'),
    afterEnd: afterEnd(source),
  }),
  async up(spec, context) {
    const process = await launchHost({...spec, cwd: folderOf(spec.cwd, context), streams: 'merged'}, context);
    warnOfDropped(process, context);
    await context.record(recordOf(process, spec.graceMs));
    process.begin();
    return {
      outputs: {pid: String(process.identity.pid)},
      subject: {endpoint: hostEndpoint, output: context.output.lines, notified: process.notified},
      ended: process.ended,
      afterEnd: spec.afterEnd,
    };
  },
  down: downProcesses,
};

function afterEnd({on_exit = 'fail', restart}: ServeTask): AfterEnd {
  return {then: on_exit, restarts: restart?.attempts ?? 0, delayMs: parseDuration(restart?.delay ?? '1s')};
}
