import {readFile} from 'node:fs/promises';
import {systemClock} from '../processes/system-clock.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import {createExportQueue} from './export-queue.ts';
import {otlpRequest, type TraceFacts} from './otlp-json.ts';
import {resourceOf} from './resource.ts';
import {createRunSpans, type RunSpans} from './run-spans.ts';
import {isSampled} from './sampling.ts';
import {send, type Connection} from './send.ts';
import {traceSettings, type TraceSettings} from './settings.ts';
import {newTraceId, parseTraceParent, traceParentText} from './trace-context.ts';

export interface RunTraceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly pid: number;
  /** The version of bottle. */
  readonly version: string;
  /** Formats a failure as one sentence. */
  textOf(failure: TaskFailure): string;
  warn(warning: string): void;
}

/** A trace of a run, sent to a collector during the run. */
export interface RunTrace {
  onEvent(event: RunEvent): void;
  /** Environment variables that add the spans of a task's program to the trace. */
  variablesFor(task: string): Readonly<Record<string, string>>;
  /** Sends the remaining spans. Gives up after the time limit of the exporter, or when `force` is aborted. */
  close(force: AbortSignal): Promise<void>;
}

/** Opens the trace of a run that is about to start. If no trace can be exported, calls `warn` and returns `undefined`. */
export async function openRunTrace(options: RunTraceOptions): Promise<RunTrace | undefined> {
  const {env, warn} = options;
  const {settings, warnings} = traceSettings(env);
  warnings.forEach(warn);
  if (!settings) return undefined;
  try {
    return createRunTrace(settings, {...settings, tls: await readFiles(settings.tls)}, options);
  } catch (error) {
    warn(`no traces are exported: ${messageOf(error)}`);
    return undefined;
  }
}

async function readFiles(paths: TraceSettings['tls']): Promise<Connection['tls']> {
  const read = Object.entries(paths).map(async ([key, path]) => [key, await readFile(path, 'utf8')]);
  return Object.fromEntries(await Promise.all(read)) as Connection['tls'];
}

function createRunTrace(
  settings: TraceSettings,
  connection: Connection,
  {env, textOf, warn, ...process}: RunTraceOptions,
): RunTrace {
  const {limits, sampling, url} = settings;
  const parent = parseTraceParent(env.TRACEPARENT);
  // The trace state is meaningless without a valid parent.
  const traceState = parent && env.TRACESTATE;
  const traceId = parent?.traceId ?? newTraceId();
  const sampled = isSampled(sampling, traceId, parent);
  let facts: TraceFacts = {
    ...{traceId, version: process.version, valueLength: limits.valueLength},
    ...(traceState !== undefined && {traceState}),
    resource: resourceOf({env, ...process}),
  };
  const queue = createExportQueue({
    ...{batch: settings.batch, timeoutMs: settings.timeoutMs, clock: systemClock},
    send: async (spans, signal) => await send(otlpRequest(spans, facts), connection, signal),
    onLoss: why => warn(`traces are lost: ${url.origin}${url.pathname}: ${why}`),
  });
  let spans: RunSpans | undefined;
  return {
    onEvent(event) {
      if (event.type === 'run-started') {
        const {name, run} = event;
        const pipeline = {'cicd.pipeline.name': name, 'cicd.pipeline.run.id': run};
        facts = {...facts, resource: {...pipeline, ...facts.resource}};
        spans = createRunSpans(event, {
          ...{limits, textOf, ...(parent && {parent})},
          onSpan: span => {
            if (sampled) queue.add(span);
          },
        });
      }
      spans?.onEvent(event);
    },
    variablesFor(task) {
      if (!spans) return {};
      const spanId = spans.parentFor(task);
      return {
        TRACEPARENT: traceParentText({traceId, spanId, isSampled: sampled}),
        ...(traceState !== undefined && {TRACESTATE: traceState}),
        ...(env.BAGGAGE !== undefined && {BAGGAGE: env.BAGGAGE}),
      };
    },
    async close(force) {
      spans?.close();
      await queue.close(force);
    },
  };
}
