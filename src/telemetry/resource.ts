import {pairsOf} from './otlp-headers.ts';
import type {Attributes} from './span.ts';

/** The process that writes the trace: https://opentelemetry.io/docs/specs/semconv/resource/ */
export interface ResourceFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly pid: number;
  /** The version of bottle. */
  readonly version: string;
}

/** `OTEL_SERVICE_NAME` takes precedence over the name in `OTEL_RESOURCE_ATTRIBUTES`, and both over bottle's own attributes. */
export function resourceOf({env, host, pid, version}: ResourceFacts): Attributes {
  const given = pairsOf(env.OTEL_RESOURCE_ATTRIBUTES ?? '');
  const name = env.OTEL_SERVICE_NAME;
  return {
    'service.name': 'bottle',
    'service.version': version,
    'host.name': host,
    'process.pid': pid,
    'telemetry.sdk.name': 'bottle',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': version,
    ...Object.fromEntries(given),
    ...(name !== undefined && name !== '' && {'service.name': name}),
  };
}
