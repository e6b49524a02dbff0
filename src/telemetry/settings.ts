import {otlpHeaders} from './otlp-headers.ts';
import {parseRatio, type Sampling} from './sampling.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where and how traces are sent, from the standard environment variables: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export interface TraceSettings {
  /** `http://localhost:4318/v1/traces` */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compression: 'gzip' | 'none';
  /** Paths of PEM files. */
  readonly tls: {readonly ca?: string; readonly cert?: string; readonly key?: string};
  readonly sampling: Sampling;
  readonly batch: BatchSettings;
  readonly limits: SpanLimits;
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor */
export interface BatchSettings {
  readonly delayMs: number;
  readonly queueSize: number;
  readonly batchSize: number;
}

export interface SpanLimits {
  readonly events: number;
  readonly links: number;
  /** Maximum length of a string attribute. */
  readonly valueLength: number;
}

/** The settings, absent if traces cannot be exported, and problems with the environment variables. */
export interface ReadSettings {
  readonly settings?: TraceSettings;
  readonly warnings: readonly string[];
}

/** @param env an environment for which `wantsTraces` is true */
export function traceSettings(env: Env): ReadSettings {
  const warnings: string[] = [];
  const number = numbersOf(env, warnings);
  const exporter = set(env, 'OTEL_TRACES_EXPORTER') ?? 'otlp';
  const protocol = ofSignal(env, 'PROTOCOL') ?? 'http/json';
  if (exporter !== 'otlp')
    return {
      warnings: [
        `no traces are exported: OTEL_TRACES_EXPORTER is \`${exporter}\`, but bottle supports only otlp`,
      ],
    };
  if (protocol === 'grpc')
    return {
      warnings: [
        'no traces are exported: the protocol is grpc, but bottle supports only http/json; set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json and an endpoint for OTLP over HTTP (port 4318 by default)',
      ],
    };
  const url = urlOf(env);
  if (typeof url === 'string') return {warnings: [`no traces are exported: ${url}`]};
  if (protocol !== 'http/json')
    warnings.push(`traces are exported as http/json: bottle does not support the protocol \`${protocol}\``);
  const settings: TraceSettings = {
    url,
    headers: otlpHeaders(ofSignal(env, 'HEADERS') ?? ''),
    timeoutMs: number(
      set(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') === undefined
        ? 'OTEL_EXPORTER_OTLP_TIMEOUT'
        : 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
      10_000,
    ),
    compression: ofSignal(env, 'COMPRESSION') === 'gzip' ? 'gzip' : 'none',
    tls: {
      ...file(env, 'ca', 'CERTIFICATE'),
      ...file(env, 'cert', 'CLIENT_CERTIFICATE'),
      ...file(env, 'key', 'CLIENT_KEY'),
    },
    sampling: samplingOf(env, warnings),
    batch: {
      delayMs: number('OTEL_BSP_SCHEDULE_DELAY', 5000),
      queueSize: number('OTEL_BSP_MAX_QUEUE_SIZE', 2048),
      batchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    },
    limits: {
      events: number('OTEL_SPAN_EVENT_COUNT_LIMIT', 128),
      links: number('OTEL_SPAN_LINK_COUNT_LIMIT', 128),
      valueLength: number('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', Infinity),
    },
  };
  return {settings, warnings};
}

/** The value of a variable; `undefined` if it is unset or empty. */
function set(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** The variable for traces, otherwise the variable for all signals. */
function ofSignal(env: Env, name: string): string | undefined {
  return set(env, `OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? set(env, `OTEL_EXPORTER_OTLP_${name}`);
}

function file(env: Env, key: 'ca' | 'cert' | 'key', name: string): TraceSettings['tls'] {
  const path = ofSignal(env, name);
  return path === undefined ? {} : {[key]: path};
}

/** The endpoint for traces unchanged, otherwise the endpoint for all signals plus the path for traces. */
function urlOf(env: Env): URL | string {
  const own = set(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = set(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? 'http://localhost:4318';
  const text = own ?? `${base.replace(/\/$/, '')}/v1/traces`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  return `OTEL_EXPORTER_OTLP_${own === undefined ? '' : 'TRACES_'}ENDPOINT is not an http or https URL`;
}

/** Reads counts and milliseconds; an invalid number is reported and ignored. */
function numbersOf(env: Env, warnings: string[]): (name: string, otherwise: number) => number {
  return (name, otherwise) => {
    const text = set(env, name);
    if (text === undefined) return otherwise;
    if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
    warnings.push(`${name} is not a positive number: \`${text}\``);
    return otherwise;
  };
}

function samplingOf(env: Env, warnings: string[]): Sampling {
  const name = set(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const [, parent, rule] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name) ?? [];
  if (rule === undefined) {
    warnings.push(`OTEL_TRACES_SAMPLER is unknown: \`${name}\`; all runs are traced`);
    return {followsParent: true, ratio: 1};
  }
  const argument = set(env, 'OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const ratio = rule === 'traceidratio' ? parseRatio(argument) : Number(rule === 'always_on');
  if (ratio === undefined)
    warnings.push(`OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1: \`${argument}\``);
  return {followsParent: parent !== undefined, ratio: ratio ?? 1};
}
