import {connection} from '../api/connection.ts';
import {CodeText} from '../parts/code-text.tsx';

/** A notice that the page is out of date if `bottle ui` does not respond. */
export function ConnectionNotice() {
  const text = TEXTS[connection.value];
  return (
    <div role="alert" class={text === undefined ? undefined : 'notice is-bad'}>
      {text !== undefined && <CodeText text={text} />}
    </div>
  );
}

const TEXTS: Readonly<Record<typeof connection.value, string | undefined>> = {
  connecting: undefined,
  open: undefined,
  lost: 'Connection lost: `bottle ui` has ended or does not respond. This page shows the last known state and keeps trying to reconnect. Your runs are not affected.',
  refused:
    'This address is no longer valid. Open the address that `bottle ui` has printed; each start prints a new one.',
};
