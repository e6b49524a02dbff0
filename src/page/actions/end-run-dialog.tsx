import {useSignal} from '@preact/signals';
import {Dialog} from '../parts/dialog.tsx';
import type {RunModel} from '../run/run-model.ts';
import {CheckBox, DialogButtons} from './dialog-parts.tsx';
import {perform} from './perform.ts';

/** Asks before a live run is ended or a dead one is cleaned up. */
export function EndRunDialog({run, onClose}: {readonly run: RunModel; readonly onClose: () => void}) {
  const force = useSignal(false);
  const volumes = useSignal(false);
  const {started, tasks} = run.status.value;
  const isDead = run.over.value === 'dead';
  const name = started?.runName ?? run.id;
  const confirm = (): void => {
    onClose();
    const body = {force: force.value, volumes: volumes.value};
    void perform({run: run.id, what: 'down', about: name, body});
  };
  return (
    <Dialog title={isDead ? `Clean up ${name}?` : `End ${name}?`} onClose={onClose}>
      <p>
        {isDead
          ? 'Stops and removes everything that this run has left behind: processes, containers, networks, machines and leased addresses.'
          : `Stops all ${tasks.length} tasks in reverse dependency order, and removes everything that the run has created, like bottle down.`}
      </p>
      <p>Its logs and events are kept{tasks.some(isVolume) ? ', and so are kept volumes' : ''}.</p>
      {tasks.some(isVolume) && (
        <CheckBox
          value={volumes}
          label="Also delete its kept volumes and their data. This cannot be undone."
        />
      )}
      <CheckBox value={force} label="Skip grace periods: kill tasks that do not stop immediately" />
      <DialogButtons label={isDead ? 'Clean up' : 'End run'} onConfirm={confirm} onClose={onClose} />
    </Dialog>
  );
}

function isVolume({kind}: {readonly kind: string}): boolean {
  return kind === 'volume';
}
