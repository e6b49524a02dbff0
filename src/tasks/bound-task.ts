import {failRun, type AfterEnd} from '../lifecycle/restart-policy.ts';
import type {EarlyRequest} from '../processes/early-launches.ts';
import type {ProbeTargetName} from '../probes/subject.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {Values} from '../values/value-source.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {
  AheadWork,
  FirstCommandContext,
  ImpliedNeed,
  Kind,
  KindFiles,
  KindName,
  KindProblem,
  Lifetime,
  SourceOf,
  TaskLookup,
} from './kind.ts';
import type {OutputName, Up, UpContext} from './task-context.ts';

/** The kinds by name: the registry, or the kinds of a program. */
export type Kinds = {readonly [Name in KindName]: Kind<Name>};

/** A task's source bound to its kind, with everything that the kind knows about the task. */
export interface BoundTask {
  readonly kind: Kind;
  readonly source: TaskSource;
  lifetime(): Lifetime;
  keepsRunAlive(): boolean;
  /** The targets available to its probes. */
  probeTargets(): readonly ProbeTargetName[];
  outputs(): readonly OutputName[];
  impliedNeeds(): readonly ImpliedNeed[];
  validate(tasks: TaskLookup): readonly KindProblem[];
  summary(values: Values): string;
  /** Work that can be done before its needs are met; `undefined` if there is none. */
  ahead(values: Values): AheadWork | undefined;
  /** The command that `up` launches first; `undefined` if that is not certain. */
  firstCommand(values: Values, context: FirstCommandContext): EarlyRequest | undefined;
  isInteractive(): boolean;
  leavesResources(): boolean;
  files(): KindFiles;
  /** The maximum duration of `up` in milliseconds; `undefined` if the kind sets no limit. */
  longestUpMs(): number | undefined;
  /** The grace period in milliseconds; 0 if the task needs no time to stop. */
  graceMs(): number;
  /** The maximum number of attempts after this failure; `undefined` if `retry` applies. */
  maxAttempts(failure: TaskFailure): number | undefined;
  /** The effect of an unexpected exit after the task was ready. */
  afterEnd(): AfterEnd;
  /** The task with its references resolved. */
  spec(values: Values): unknown;
  /** Resolves the references and starts the task. */
  up(values: Values, context: UpContext): Promise<Up>;
}

/** Binds a source to its kind; `undefined` if no kind has its key. */
export function bindTask(source: TaskSource, kinds: Kinds): BoundTask | undefined {
  for (const {name} of Object.values(kinds)) {
    const bound = bindIf(name, source, kinds);
    if (bound !== undefined) return bound;
  }
  return undefined;
}

/** Binds a source to a given kind. */
export function bind<Name extends KindName>(kind: Kind<Name>, source: SourceOf<Name>): BoundTask {
  return new Bound(kind, source);
}

function bindIf<Name extends KindName>(
  name: Name,
  source: TaskSource,
  kinds: Pick<Kinds, Name>,
): BoundTask | undefined {
  return isOfKind(source, name) ? bind(kinds[name], source) : undefined;
}

function isOfKind<Name extends KindName>(source: TaskSource, name: Name): source is SourceOf<Name> {
  return name in source;
}

/** A class, because its methods are shared. A launch file may have thousands of tasks. */
class Bound<Name extends KindName> implements BoundTask {
  readonly kind: Kind<Name>;
  readonly source: SourceOf<Name>;

  constructor(kind: Kind<Name>, source: SourceOf<Name>) {
    this.kind = kind;
    this.source = source;
  }

  lifetime(): Lifetime {
    return this.kind.lifetime(this.source);
  }

  keepsRunAlive(): boolean {
    return this.kind.keepsRunAlive(this.source);
  }

  probeTargets(): readonly ProbeTargetName[] {
    return this.kind.probeTargetsOf?.(this.source) ?? this.kind.probeTargets;
  }

  outputs(): readonly OutputName[] {
    return this.kind.outputs(this.source);
  }

  impliedNeeds(): readonly ImpliedNeed[] {
    return this.kind.impliedNeeds(this.source);
  }

  validate(tasks: TaskLookup): readonly KindProblem[] {
    return this.kind.validate(this.source, tasks);
  }

  summary(values: Values): string {
    return this.kind.summary(this.source, values);
  }

  ahead(values: Values): AheadWork | undefined {
    return this.kind.ahead?.(this.source, values);
  }

  firstCommand(values: Values, context: FirstCommandContext): EarlyRequest | undefined {
    return this.kind.firstCommand?.(this.kind.resolve(this.source, values), context);
  }

  isInteractive(): boolean {
    return this.kind.isInteractive?.(this.source) ?? false;
  }

  leavesResources(): boolean {
    return this.kind.leavesResources?.(this.source) ?? false;
  }

  files(): KindFiles {
    return this.kind.files?.(this.source) ?? {cwd: '.', sources: []};
  }

  longestUpMs(): number | undefined {
    return this.kind.longestUpMs?.(this.source);
  }

  graceMs(): number {
    return this.kind.graceMs?.(this.source) ?? 0;
  }

  maxAttempts(failure: TaskFailure): number | undefined {
    return this.kind.maxAttempts?.(this.source, failure);
  }

  afterEnd(): AfterEnd {
    return this.kind.afterEnd?.(this.source) ?? failRun;
  }

  spec(values: Values): unknown {
    return this.kind.resolve(this.source, values);
  }

  up(values: Values, context: UpContext): Promise<Up> {
    return this.kind.up(this.kind.resolve(this.source, values), context);
  }
}
