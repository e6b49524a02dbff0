import {failureText, headline} from '../../cli/text/failure-text.ts';
import type {TaskFailure} from '../../vocabulary/failure.ts';
import {CodeText} from './code-text.tsx';

/** A failure as printed by `bottle run`: the first line as a headline, and the other lines below. */
export function FailureText({
  failure,
  isRed = false,
}: {
  readonly failure: TaskFailure;
  readonly isRed?: boolean;
}) {
  const details = detailsOf(failure);
  return (
    <>
      <p class={isRed ? 'headline is-bad' : 'headline'}>
        <CodeText text={headline(failure)} />
      </p>
      {details !== '' && (
        <pre tabIndex={0} aria-label="Details of the failure">
          {details}
        </pre>
      )}
    </>
  );
}

/** The lines after the first one, without indentation. */
function detailsOf(failure: TaskFailure): string {
  return failureText(failure).split('\n').slice(1).join('\n').replaceAll(/^ {2}/gm, '');
}
