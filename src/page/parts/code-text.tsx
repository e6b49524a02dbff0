import type {VNode} from 'preact';

/** A text with its names in backticks set as code. */
export function CodeText({text}: {readonly text: string}) {
  return (
    <>
      {text
        .split(/`([^`]*)`/)
        .map((part, at): VNode | string => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}
    </>
  );
}
