import {cancelledLines} from '../../cli/text/cancelled-text.ts';
import {cancelledTasks} from '../../history/cancelled-tasks.ts';
import type {TaskFailure} from '../../vocabulary/failure.ts';
import {FailureText} from '../parts/failure-text.tsx';
import {Icon} from '../parts/icon.tsx';
import {addressOf} from '../shell/parse-route.ts';
import {useRun} from './run-context.ts';

/** Why a run failed: the first failure as printed by `bottle run`, since it often causes the others. */
export function FailurePanel() {
  const {run} = useRun();
  const status = run.status.value;
  if (run.over.value === 'dead') return <DeadRun />;
  const [first, ...others] = status.failures;
  if (!first) return null;
  return (
    <section class="failure" aria-labelledby="failure-title">
      <h2 id="failure-title">
        <Icon name="cross" />
        Why it failed
      </h2>
      <FailureCause failure={first} />
      {cancelledLines(cancelledTasks(status), shortList).map(line => (
        <p key={line} class="muted">
          {line}
        </p>
      ))}
      {others.length > 0 && (
        <details>
          <summary>
            {others.length} more {others.length === 1 ? 'failure' : 'failures'}
          </summary>
          {others.map((failure, at) => (
            <FailureCause key={at} failure={failure} />
          ))}
        </details>
      )}
    </section>
  );
}

function FailureCause({failure}: {readonly failure: TaskFailure}) {
  const {run} = useRun();
  const task = 'task' in failure ? failure.task : undefined;
  return (
    <div class="cause">
      <FailureText failure={failure} />
      {task !== undefined && (
        <p class="links">
          {'lastLines' in failure && (
            <a class="button is-primary" href={addressOf(run.id, 'logs', {logsOf: [task]})}>
              Logs of {task}
            </a>
          )}
          <a class="button" href={addressOf(run.id, 'overview', {task})}>
            Details of {task}
          </a>
        </p>
      )}
    </div>
  );
}

function DeadRun() {
  return (
    <section class="failure" aria-labelledby="failure-title">
      <h2 id="failure-title">
        <Icon name="alert" />
        This run is dead
      </h2>
      <p class="headline">
        Its process is gone without stopping its tasks: it was killed, or the machine went down.
      </p>
      <p class="muted">
        Clean up with the button above or with <code>bottle down</code>. The next run of this file also cleans
        up.
      </p>
    </section>
  );
}

const MOST_NAMES = 8;

function shortList(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}
