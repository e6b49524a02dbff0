import {useSignal} from '@preact/signals';
import {Dialog} from '../parts/dialog.tsx';
import {dependentsOf} from '../run/dependents.ts';
import type {RunModel} from '../run/run-model.ts';
import {CheckBox, DialogButtons} from './dialog-parts.tsx';
import {perform} from './perform.ts';

interface TaskDialogProps {
  readonly what: 'restart' | 'stop';
  readonly run: RunModel;
  readonly task: string;
  readonly onClose: () => void;
}

/** Asks before a task is restarted or stopped, and lists the other tasks that are affected. */
export function TaskDialog({what, run, task, onClose}: TaskDialogProps) {
  const deps = useSignal(true);
  const renew = useSignal(false);
  const dependents = dependentsOf(run.status.value.tasks, task).filter(isThere);
  const verb = what === 'restart' ? 'Restart' : 'Stop';
  const confirm = (): void => {
    onClose();
    const options = what === 'restart' ? {deps: deps.value, renew: renew.value} : {};
    void perform({run: run.id, what, about: task, body: {tasks: [task], ...options}});
  };
  return (
    <Dialog title={`${verb} ${task}?`} onClose={onClose}>
      {dependents.length === 0 && <p>No other running task depends on it.</p>}
      {dependents.length > 0 && (
        <p>
          {what === 'stop' && 'Tasks that depend on it are stopped first: '}
          {what === 'restart' && deps.value && 'Tasks that depend on it are restarted too: '}
          {what === 'restart' && !deps.value && 'Tasks that depend on it keep running: '}
          <TaskNames names={dependents.map(each => each.task)} />.
        </p>
      )}
      {what === 'restart' && dependents.length > 0 && (
        <CheckBox value={deps} label="Also restart the tasks that depend on it" />
      )}
      {what === 'restart' && <CheckBox value={renew} label="Use new addresses and certificates" />}
      <DialogButtons label={verb} onConfirm={confirm} onClose={onClose} />
    </Dialog>
  );
}

function isThere({status}: {readonly status: string}): boolean {
  return !['waiting', 'stopped', 'skipped', 'cancelled', 'failed', 'done', 'exited'].includes(status);
}

const MOST = 12;

/** Joins names of tasks; only the first ones if there are many. */
function TaskNames({names}: {readonly names: readonly string[]}) {
  const shown = names.length > MOST ? names.slice(0, MOST - 1) : names;
  return (
    <>
      {shown.map((name, at) => (
        <>
          {at > 0 && ', '}
          <code>{name}</code>
        </>
      ))}
      {shown.length < names.length && ` and ${names.length - shown.length} more`}
    </>
  );
}
