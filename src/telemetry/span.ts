/** An attribute value. */
export type AttributeValue = string | number | boolean | readonly string[];

/** Attributes by name; `undefined` values are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly attributes: Attributes;
}

/** A link to another span of the same trace. */
export interface SpanLink {
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A completed span of a run's trace. */
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
  /** The error message if the span has failed. */
  readonly error?: string;
}
