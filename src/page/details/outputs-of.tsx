import {useSignal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import type {OutputsReport, ReportedOutputs} from '../../schema/outputs-report.ts';
import {get} from '../api/request.ts';
import {WebLink} from '../parts/web-link.tsx';
import {useRun} from '../run/run-context.ts';
import {Section} from './section.tsx';

/** The outputs of a task, as printed by `bottle outputs`: secret values are omitted. */
export function OutputsOf({task}: {readonly task: TaskSnapshot}) {
  const {run} = useRun();
  const report = useSignal<ReportedOutputs | undefined>(undefined);
  useEffect(() => {
    const closing = new AbortController();
    get<OutputsReport>(`runs/${encodeURIComponent(run.id)}/outputs`, closing.signal)
      .then(({tasks}) => (report.value = tasks[task.task]))
      // The events of the task also contain the outputs, with secrets masked.
      .catch(() => undefined);
    return () => closing.abort();
  }, [run, task.task, task.readyAtMs, report]);
  const {values, masked} = report.value ?? {values: task.outputs, masked: []};
  const names = [...Object.keys(values), ...masked];
  if (names.length === 0) return null;
  return (
    <Section title="Outputs">
      <dl class="pairs">
        {names.map(name => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="wrap">
              {masked.includes(name) ? <em class="muted">secret</em> : <WebLink url={values[name] ?? ''} />}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
