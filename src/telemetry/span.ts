/** A value of an attribute. */
export type AttributeValue = string | number | boolean | readonly string[];

/** `undefined` ones are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly attributes: Attributes;
}

/** To another span of the same trace. */
export interface SpanLink {
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A span of a run's trace that has ended. */
export interface Span {
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Whether its parent is in another process. */
  readonly isRemoteParent: boolean;
  readonly name: string;
  readonly kind: 'internal' | 'server';
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly droppedEvents: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinks: number;
  /** Its message, if it has failed. */
  readonly error?: string;
}
