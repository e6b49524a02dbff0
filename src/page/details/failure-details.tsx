import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {FailureText} from '../parts/failure-text.tsx';
import {Section} from './section.tsx';

/** Why a task failed, as printed by `bottle run`, and its leftovers. */
export function FailureDetails({task: {failure, leftovers}}: {readonly task: TaskSnapshot}) {
  return (
    <>
      {failure && (
        <Section title="Failure">
          <FailureText failure={failure} isRed />
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
