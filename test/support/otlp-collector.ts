import {createServer, type IncomingHttpHeaders} from 'node:http';
import {gunzipSync} from 'node:zlib';
import {listen} from './listen.ts';

/** A value in OTLP/JSON. */
type AnyValue = Readonly<Record<string, unknown>>;

export interface OtlpAttribute {
  readonly key: string;
  readonly value: AnyValue;
}

/** The fields of an OTLP/JSON span used by tests. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly flags: number;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: {readonly code?: number; readonly message?: string};
}

export interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: {readonly attributes: readonly OtlpAttribute[]};
    readonly scopeSpans: readonly {readonly spans: readonly OtlpSpan[]}[];
  }[];
}

/** An OTLP/JSON receiver for tests of the export. It parses JSON only. */
export interface OtlpCollector {
  readonly endpoint: string;
  readonly requests: readonly OtlpRequest[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** All spans so far. */
  spans(): readonly OtlpSpan[];
  /** The span with this name. */
  span(name: string): OtlpSpan;
}

/** @param status the status of each response; 200 after the last one */
export async function otlpCollector(...status: readonly number[]): Promise<OtlpCollector> {
  const requests: OtlpRequest[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const answers = [...status];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      headers.push(request.headers);
      const code = answers.shift() ?? 200;
      if (code === 200) requests.push(JSON.parse(text.toString()) as OtlpRequest);
      response.writeHead(code).end('{}');
    });
  });
  const endpoint = `http://127.0.0.1:${await listen(server)}`;
  const spans = (): readonly OtlpSpan[] =>
    requests.flatMap(({resourceSpans}) =>
      resourceSpans.flatMap(({scopeSpans}) => scopeSpans.flatMap(scope => scope.spans)),
    );
  return {
    ...{endpoint, requests, headers, spans},
    span(name) {
      const span = spans().find(other => other.name === name);
      if (!span)
        throw new Error(
          `no span ${name} among ${spans()
            .map(other => other.name)
            .join(', ')}`,
        );
      return span;
    },
  };
}

/** The value of an attribute as a string. */
export function attributeOf({attributes}: OtlpSpan, name: string): string | undefined {
  const found = attributes.find(({key}) => key === name);
  return found && Object.values(found.value).map(String).join();
}
