import type {RunEvent} from '../vocabulary/event.ts';
import type {Attributes} from './span.ts';

/** Attributes of an event that becomes a span event; `undefined` if it begins or ends a span, or is not exported. */
export function noteOf(event: RunEvent): Attributes | undefined {
  switch (event.type) {
    case 'run-ready':
    case 'task-running':
    case 'task-probing':
    case 'terminal-taken':
    case 'terminal-released':
      return {};
    case 'run-interrupted':
      return {'bottle.signal': event.signal};
    case 'run-warned':
    case 'task-warned':
      return {'bottle.warning': event.warning};
    case 'heartbeat-lost':
      return {'bottle.why': event.why};
    case 'run-requested':
      return {'bottle.what': event.what, 'bottle.tasks': event.tasks};
    case 'teardown-forced':
      return {'bottle.because': event.because};
    case 'dead-run-found':
    case 'dead-run-kept':
    case 'dead-run-removed':
      return {'bottle.dead_run': event.run};
    case 'dead-run-warned':
      return {'bottle.dead_run': event.run, 'bottle.warning': event.warning};
    case 'task-progressed':
    case 'task-stop-progressed':
      return {'bottle.doing': event.doing};
    case 'watch-changed':
      return {'bottle.files': event.files};
    case 'probe-started':
      return {'bottle.probe': event.probe, 'url.full': event.url};
    case 'probe-attempted': {
      const {probe, attempt, lastSeen} = event;
      return {'bottle.probe': probe, 'bottle.probe.attempt': attempt, 'bottle.probe.last_seen': lastSeen};
    }
    case 'probe-passed':
      return {'bottle.probe': event.probe, 'bottle.probe.attempts': event.attempts};
    case 'liveness-changed': {
      const {probe, healthy, lastSeen} = event;
      return {'bottle.probe': probe, 'bottle.probe.healthy': healthy, 'bottle.probe.last_seen': lastSeen};
    }
    case 'run-started':
    case 'run-ended':
    case 'tasks-joined':
    case 'teardown-started':
    case 'output-dropped':
    case 'task-waiting':
    case 'task-started':
    case 'task-output':
    case 'task-ready':
    case 'task-done':
    case 'task-skipped':
    case 'task-retried':
    case 'task-failed':
    case 'task-cancelled':
    case 'service-ended':
    case 'task-stopping':
    case 'task-stopped':
    case 'task-left-behind':
      return undefined;
  }
}

/** The name of a span event: `bottle.task_running`. */
export function eventName(type: RunEvent['type']): string {
  return `bottle.${type.replaceAll('-', '_')}`;
}
