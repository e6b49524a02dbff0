import {failureDetails} from '../run/failure-panel.tsx';
import {headline} from '../../cli/text/failure-text.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {CodeText} from '../parts/code-text.tsx';
import {Section} from './section.tsx';

/** Why a task failed, as `bottle run` prints it, and what could not be removed. */
export function FailureDetails({task: {failure, leftovers}}: {readonly task: TaskSnapshot}) {
  const details = failure && failureDetails(failure);
  return (
    <>
      {failure && (
        <Section title="Failure">
          <p class="headline is-bad">
            <CodeText text={headline(failure)} />
          </p>
          {details !== '' && (
            <pre tabIndex={0} aria-label="Details of the failure">
              {details}
            </pre>
          )}
        </Section>
      )}
      {leftovers.length > 0 && (
        <Section title="Left behind">
          {leftovers.map(({what, why, command}) => (
            <p key={what}>
              {what}: {why}. Remove it with <code>{command}</code>.
            </p>
          ))}
        </Section>
      )}
    </>
  );
}
