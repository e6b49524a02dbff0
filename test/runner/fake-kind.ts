import type {Kind, KindFiles} from '../../src/tasks/kind.ts';
import type {DownContext, Up, UpContext} from '../../src/tasks/task-context.ts';
import {failRun, type AfterEnd} from '../../src/lifecycle/restart-policy.ts';
import type {Leftover} from '../../src/vocabulary/leftover.ts';
import type {Exit} from '../../src/vocabulary/failure.ts';
import {deferred, turn} from '../support/deferred.ts';

/** `service`: stays up, keeps the run alive. `thing`: stays up, does not. `step`: ends. `terminal`: ends, is interactive. */
export type FakeRole = 'service' | 'thing' | 'step' | 'terminal';

/** Controls one attempt of a task. */
export interface Handle {
  readonly context: UpContext;
  /** Completes `up`. */
  up(outputs?: Readonly<Record<string, string>>): Promise<void>;
  /** Rejects `up`. */
  fail(error: Error): Promise<void>;
  /** Ends a running service unexpectedly. */
  end(exit: Exit): Promise<void>;
}

/** A kind controlled by the test. `onUp` and `onDown` are called for each bring-up and teardown. */
export function fakeKind(
  name: string,
  role: FakeRole,
  {afterEnd, maxAttempts, isReused, files, onUp, onDown}: FakeKindOptions,
): Kind {
  const stays = role === 'service' || role === 'thing';
  return {
    name: `fake-${name}` as Kind['name'],
    lifetime: () => (stays ? 'service' : 'oneshot'),
    keepsRunAlive: () => role === 'service',
    // A file is recorded in any role. If the generated files are known, it need not be removed.
    leavesResources: () => files === undefined,
    ...(files && {files: () => files}),
    isInteractive: () => role === 'terminal',
    ...(afterEnd && {afterEnd: () => ({...failRun, ...afterEnd})}),
    probeTargets: [],
    outputs: () => [],
    impliedNeeds: () => [],
    validate: () => [],
    summary: () => name,
    resolve: () => undefined,
    async up(_, context) {
      await context.record({made: 'file', path: `/made/by/${name}`});
      const coming = deferred<Up>();
      const ended = deferred<Exit>();
      const stop = (): void => coming.reject(context.signal.reason);
      context.signal.addEventListener('abort', stop);
      if (context.signal.aborted) stop();
      const life = role === 'service' && {ended: ended.promise};
      onUp({
        context,
        async up(outputs = {}) {
          coming.resolve({outputs, subject: {output: context.output.lines}, ...life});
          await turn();
        },
        async fail(error) {
          coming.reject(error);
          await turn();
        },
        async end(exit) {
          ended.resolve(exit);
          await turn();
        },
      });
      return await coming.promise;
    },
    ...(maxAttempts && {maxAttempts: maxAttempts}),
    ...(isReused && {isReused}),
    down: async (_, context) => await onDown(context),
  };
}

interface FakeKindOptions {
  readonly afterEnd: Partial<AfterEnd> | undefined;
  readonly maxAttempts: Kind['maxAttempts'];
  readonly isReused: boolean;
  readonly files: KindFiles | undefined;
  onUp(handle: Handle): void;
  onDown(context: DownContext): Promise<readonly Leftover[]>;
}
