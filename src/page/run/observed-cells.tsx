import {useComputed} from '@preact/signals';
import {WebLink} from '../parts/web-link.tsx';
import type {Observed} from './observed-text.ts';
import type {RunModel} from './run-model.ts';

interface ObservedProps {
  readonly run: RunModel;
  readonly task: string;
}

/**
 * A value of a task that changes with each observation of the machine. Only its text is updated, without rendering the row again, since
 * there may be hundreds of rows.
 */
export function ObservedText({
  run,
  task,
  read,
}: ObservedProps & {readonly read: (observed: Observed) => string}) {
  return <>{useComputed(() => read(run.observed.value.get(task)))}</>;
}

/** The URLs of a task, otherwise its address. */
export function ObservedUrls({run, task}: ObservedProps) {
  const urls = useComputed(() => run.observed.value.get(task)?.urls.join(' ') ?? '').value;
  const address = useComputed(() => run.observed.value.get(task)?.address ?? '').value;
  if (urls === '') return <span class="mono">{address}</span>;
  return (
    <>
      {urls.split(' ').map(url => (
        <WebLink key={url} url={url} />
      ))}
    </>
  );
}
