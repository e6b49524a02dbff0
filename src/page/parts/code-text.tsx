import type {VNode} from 'preact';

/** Text in which names in backticks are shown as code. */
export function CodeText({text}: {readonly text: string}) {
  return (
    <>
      {text
        .split(/`([^`]*)`/)
        .map((part, at): VNode | string => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}
    </>
  );
}
