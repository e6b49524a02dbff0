import type {ListedRun} from '../src/schema/run-list.ts';
import type {RunSummary} from '../src/schema/ui-api.ts';

/** Simulated runs, as many and as large as a benchmark needs. */
export interface PageLoad {
  readonly runs: readonly RunSummary[];
  /** The number of lines in each log when it is opened. */
  readonly lines: number;
  eventsOf(run: string): readonly object[];
  listedRun(run: string): ListedRun;
  /** More lines of a log, as NDJSON. */
  nextLines(count: number): string;
}

interface Size {
  readonly runs: number;
  readonly tasks: number;
  readonly lines: number;
}

/** Runs with `tasks` tasks each, in layers of 12. The first run is live, and every seventh has failed. */
export function pageLoad({runs, tasks, lines}: Size): PageLoad {
  const startMs = Date.now() - 600_000;
  const names = Array.from({length: tasks}, (_, at) => `service-${at}`);
  let printed = 0;
  return {
    lines,
    runs: Array.from({length: runs}, (_, at) => summaryOf(at, tasks, startMs - at * 3_600_000)),
    eventsOf: run => eventsOf(run, names, startMs),
    listedRun: run => listedRun(run, names),
    nextLines(count) {
      const text = Array.from({length: count}, () => logLine(names, startMs, printed++)).join('');
      return text;
    },
  };
}

function summaryOf(at: number, total: number, startMs: number): RunSummary {
  const isLive = at === 0;
  const hasFailed = at % 7 === 3;
  return {
    ...{id: `run-${at}`, run: `run-${at}`, name: `shop-${at}`, file: `/home/dev/shop-${at}/bottle.yaml`},
    state: isLive ? 'ready' : hasFailed ? 'failed' : 'ended',
    ...{up: hasFailed ? total - 5 : total, failed: hasFailed ? 1 : 0, total, stopped: 0},
    ...{detached: true, pid: isLive ? 4711 : null, startedAt: new Date(startMs).toISOString()},
    ...{ageMs: 600_000, bottle: '0.1.0', unknown: []},
    endedAt: isLive ? null : new Date(startMs + 600_000).toISOString(),
    failure: hasFailed ? 'task `service-7` exited with code 1' : null,
  };
}

const LAYER = 12;

function eventsOf(run: string, names: readonly string[], startMs: number): readonly object[] {
  const time = new Date(startMs).toISOString();
  const tasks = names.map((task, at) => ({
    ...{task, kind: 'serve'},
    needs:
      at < LAYER
        ? []
        : [at - LAYER, at - LAYER + ((at * 7) % LAYER) - (at % LAYER)].map(need => needOf(names[need] ?? '')),
  }));
  const started = {
    ...{type: 'run-started', version: 2, run, name: 'shop', runName: run, file: '/home/dev/shop/bottle.yaml'},
  };
  return [
    {...started, startedAt: time, pid: 4711, detached: true, jobs: 8, bottle: '0.1.0', tasks, time, at: 0},
    ...names.flatMap((task, at) => [
      {type: 'task-started', task, attempt: 1, cause: 'needs-met', time, at: at * 20},
      {type: 'task-ready', task, outputs: {port: String(3000 + at)}, elapsedMs: 150, time, at: at * 20 + 150},
    ]),
    {type: 'run-ready', elapsedMs: 9_000, running: [], time, at: 9_000},
  ];
}

function needOf(task: string): object {
  return {task, condition: 'ready', origin: 'needs', text: 'needs'};
}

function listedRun(run: string, names: readonly string[]): ListedRun {
  const tasks = names.map((task, at) => ({
    ...{
      task,
      kind: 'serve',
      state: 'ready' as const,
      urls: [`http://127.0.0.1:${3000 + at}/`],
      address: null,
    },
    ...{pid: 5000 + at, container: null, machine: null, restarts: 0, cpuPercent: Math.random() * 10},
    ...{memoryBytes: 40_000_000 + at, failure: null},
  }));
  const {
    id: _id,
    failed: _failed,
    total: _total,
    endedAt: _endedAt,
    failure: _failure,
    ...facts
  } = summaryOf(0, names.length, 0);
  return {...facts, run, tasks};
}

const COLORS = [31, 32, 33, 34, 35, 36];

function logLine(names: readonly string[], startMs: number, number: number): string {
  const task = names[number % names.length] ?? '';
  const color = COLORS[number % COLORS.length] ?? 31;
  const line = `\u001b[${color}mINFO\u001b[0m GET /orders/${number} 200 in \u001b[1m${number % 90} ms\u001b[0m, trace ${(number * 2_654_435_761).toString(16)}`;
  const time = new Date(startMs + number).toISOString();
  const stream = number % 11 === 0 ? 'stderr' : 'stdout';
  return `${JSON.stringify({type: 'task-output', task, stream, line, time, at: number})}\n`;
}
