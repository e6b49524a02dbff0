import {connection} from '../api/connection.ts';
import {CodeText} from '../parts/code-text.tsx';

/** Says that the page shows the past, if `bottle ui` does not answer. */
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
    'This address is no longer valid. Open the address that `bottle ui` has printed; each start of it has a new one.',
};
