import {
  Listr,
  ListrLogger,
  ProcessOutput,
  type DefaultRenderer,
  type ListrTaskWrapper,
  type SimpleRenderer,
} from 'listr2';
import {styleText} from 'node:util';
import {longestName} from './name-prefix.ts';
import type {LineState} from './task-line.ts';

/** Lines that move on a terminal, one for each name. */
export interface Checklist {
  has(name: string): boolean;
  /** Changes a line; one that has ended stays as it is. */
  set(name: string, state: LineState): void;
  /** Settles when the list stands on the terminal for good; lines that are still open are shown as they are. */
  close(): Promise<void>;
}

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** A line: Listr2's handle on its task, and the way to end that. */
interface Line {
  readonly wrapper: Wrapper;
  readonly end: (error?: Error) => void;
  status: LineState['status'];
}

/** How much of what a command printed stays under its line; the log has the rest. */
const KEPT_OUTPUT_LINES = 5;

/** A Listr2 list in which every line is a task of its own, that ends when it is told to. */
export function createChecklist(names: readonly string[], output: NodeJS.WriteStream): Checklist {
  const width = longestName(names);
  const lines = new Map<string, Line>();
  // Listr2 starts its tasks a moment after the list is made; what comes before that is shown then.
  const early: [string, LineState][] = [];

  const title = (name: string, words: string): string =>
    `${name.padEnd(width)} ${styleText('dim', words, {validateStream: false})}`;

  const list = new Listr<unknown, typeof DefaultRenderer, typeof SimpleRenderer>(
    names.map(name => ({
      title: name.padEnd(width),
      rendererOptions: {outputBar: KEPT_OUTPUT_LINES, persistentOutput: true},
      task: async (_, wrapper) =>
        await new Promise<void>((resolve, reject) => {
          const end = (error?: Error): void => (error ? reject(error) : resolve());
          lines.set(name, {wrapper, end, status: 'waiting'});
          for (const [, state] of early.filter(([whose]) => whose === name)) set(name, state);
        }),
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: {
        formatOutput: 'truncate',
        logger: new ListrLogger({
          useIcons: true,
          toStderr: [],
          processOutput: new ProcessOutput(output, output, {leaveEmptyLine: false}),
        }),
      },
    },
  );
  const finished = list.run();

  function set(name: string, {status, words, output: printed}: LineState): void {
    const line = lines.get(name);
    if (!line) {
      early.push([name, {status, words, ...(printed !== undefined && {output: printed})}]);
      return;
    }
    if (isOver(line.status)) return;
    line.status = status;
    if (printed !== undefined) line.wrapper.output = printed;
    if (words !== '') line.wrapper.title = title(name, words);
    if (status === 'skipped') line.wrapper.skip(title(name, words));
    if (isOver(status)) line.end(status === 'failed' ? new Error(title(name, words)) : undefined);
  }

  return {
    has: name => names.includes(name),
    set,
    async close() {
      for (const {wrapper, status, end} of lines.values()) {
        if (!isOver(status)) wrapper.skip(wrapper.title);
        end();
      }
      await finished;
    },
  };
}

function isOver(status: LineState['status']): boolean {
  return status === 'ended' || status === 'skipped' || status === 'failed';
}
