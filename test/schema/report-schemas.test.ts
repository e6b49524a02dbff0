import {readFileSync} from 'node:fs';
import {Ajv, type AnySchema} from 'ajv';
import {expect, test} from 'vitest';
import type {ReportSchema} from '../../scripts/generate-schema.ts';
import type {LoggedEvent} from '../../src/history/event-log.ts';
import type {CopyReport} from '../../src/schema/copy-report.ts';
import type {DownReport} from '../../src/schema/down-report.ts';
import type {OpenReport} from '../../src/schema/open-report.ts';
import type {OutputsReport} from '../../src/schema/outputs-report.ts';
import type {RequestReport} from '../../src/schema/request-report.ts';
import type {RunList} from '../../src/schema/run-list.ts';
import type {TimelineReport} from '../../src/schema/timeline-report.ts';
import type {WaitReport} from '../../src/schema/wait-report.ts';
import {startOf} from '../history/history-rig.ts';

const run = '20261128-180553-abcd';

const runs: RunList = {
  version: 1,
  runs: [
    {
      ...{run, name: 'shop', file: '/work/bottle.yaml', state: 'ready', up: 1, stopped: 0, detached: true},
      ...{pid: 4711, startedAt: '2026-11-28T18:05:53.123Z', ageMs: 1200, bottle: '0.1.0', unknown: []},
      tasks: [
        {
          ...{task: 'web', kind: 'serve', state: 'ready', urls: ['http://127.0.0.1:3000/'], address: null},
          ...{pid: 4712, container: null, machine: null, restarts: 0, cpuPercent: 0.3, memoryBytes: 4096},
          failure: null,
        },
      ],
    },
  ],
};
const waited: WaitReport = {
  ...{version: 1, run, name: 'shop', outcome: 'ready', exitCode: 0},
  tasks: [{task: 'web', state: 'ready', failure: null}],
};
const requested: RequestReport = {
  ...{version: 1, run, name: 'shop', succeeded: true},
  tasks: [{task: 'web', state: 'ready', failure: null}],
};
const outputs: OutputsReport = {
  ...{version: 1, run, name: 'shop'},
  tasks: {web: {values: {url: 'http://127.0.0.1:3000'}, masked: ['token']}},
};
const opened: OpenReport = {
  ...{version: 1, run, name: 'shop', task: 'web', url: 'http://127.0.0.1:3000/', opened: false},
};
const copy: CopyReport = {
  ...{version: 1, copy: 2, name: 'shop-2', run, outcome: 'failed', exitCode: 1, tookMs: 1200, urls: []},
  problem: 'error: task `web` exited with code 1',
};
const down: DownReport = {
  version: 1,
  runs: [
    {
      ...{run, name: 'shop', outcome: 'stopped', problem: null},
      leftovers: [{what: 'process 4712', why: 'it still runs', command: 'kill -9 4712'}],
    },
  ],
};

const timeline: TimelineReport = {
  ...{version: 1, run, name: 'shop', launch: 'shop', state: 'ended', startedAt: '2026-11-28T18:05:53.123Z'},
  ...{jobs: 8, readyMs: 20, stoppingMs: 30, endMs: 40},
  tasks: [
    {
      ...{task: 'web', kind: 'serve', outcome: 'ready', failure: null, readyMs: 20, tookMs: 15},
      ...{isCritical: true, slackMs: 0},
      phases: [{what: 'stopping', fromMs: 30, toMs: 40, attempt: 1, cause: 'teardown'}],
    },
  ],
  criticalPath: [{task: 'web', fromMs: 0, toMs: 20, after: 'start', afterTask: null}],
  saving: {what: 'need', task: 'web', need: 'db', jobs: null, ms: 10},
  comparison: {
    ...{run, readyBeforeMs: 20, added: ['web'], removed: ['db']},
    tasks: [{task: 'web', beforeMs: 20, nowMs: 15, isChanged: false}],
  },
};

const event: LoggedEvent = {time: '2026-11-28T18:05:53.123Z', at: 1.5, ...startOf('db', ['web', 'db'])};

/** Plans are tested in plan-schema.test.ts. */
const examples: Readonly<Record<Exclude<ReportSchema, 'plan.schema.json'>, object>> = {
  'ps.schema.json': runs,
  'copy.schema.json': copy,
  'wait.schema.json': waited,
  'request.schema.json': requested,
  'outputs.schema.json': outputs,
  'open.schema.json': opened,
  'down.schema.json': down,
  'timeline.schema.json': timeline,
  'event.schema.json': event,
};

test.each(Object.entries(examples))(
  '%s accepts a report, and rejects it without any one of its keys',
  (name, example) => {
    const text = readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8');
    const validate = new Ajv({strict: true}).compile(JSON.parse(text) as AnySchema);
    expect([validate(example), validate.errors]).toEqual([true, null]);
    for (const key of Object.keys(example)) {
      const {[key]: _, ...rest} = example as Readonly<Record<string, unknown>>;
      expect({key, isValid: validate(rest)}).toEqual({key, isValid: false});
    }
  },
);
