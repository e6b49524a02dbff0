import type {RunEvent} from '../vocabulary/event.ts';
import {createChecklist, type Checklist} from './checklist.ts';
import {plainView} from './plain-view.ts';
import {bringUpLine, teardownLine} from './task-line.ts';
import type {View} from './view.ts';

/**
 * The live view for terminals. A run has two stretches in which tasks move (coming up, going down); each is a checklist
 * by Listr2 with a line a task. Between them, while the run holds, what tasks print scrolls by as plain lines.
 *
 *     run-started ─▶ checklist ─▶ run-ready ─▶ plain lines ─▶ teardown-started ─▶ checklist ─▶ run-ended
 *                        └─▶ freeTerminal ─▶ (silence) ─▶ terminal-released ─▶ plain lines
 */
export function terminalView(output: NodeJS.WriteStream): View {
  const plain = plainView(output, {color: true});
  let checklist: Checklist | undefined;
  let isSilent = false;

  const closeChecklist = async (): Promise<void> => {
    const open = checklist;
    checklist = undefined;
    await open?.close();
  };

  const openChecklist = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      const names = event.tasks.map(({task}) => task);
      checklist = createChecklist(names, output);
      for (const {task, needs} of event.tasks) {
        checklist.set(task, {status: 'waiting', words: needs.length > 0 ? `needs ${needs.join(', ')}` : ''});
      }
    } else if (event.type === 'teardown-started' && event.tasks.length > 0) {
      isSilent = false;
      checklist = createChecklist(event.tasks, output);
    }
  };

  return {
    onEvent(event) {
      if (endsChecklist(event)) void closeChecklist();
      if ('task' in event && checklist?.has(event.task)) {
        checklist.set(event.task, isOnTheWayDown(event) ? teardownLine(event) : bringUpLine(event));
        return;
      }
      if (event.type === 'terminal-released') isSilent = false;
      if (!isSilent) plain.onEvent(event);
      openChecklist(event);
    },
    async freeTerminal() {
      await closeChecklist();
      isSilent = true;
    },
    close: closeChecklist,
  };
}

function endsChecklist({type}: RunEvent): boolean {
  return ['run-ready', 'run-interrupted', 'teardown-started', 'run-ended'].includes(type);
}

function isOnTheWayDown({type}: RunEvent): boolean {
  return ['task-stopping', 'task-stop-progressed', 'task-stopped', 'task-left-behind'].includes(type);
}
