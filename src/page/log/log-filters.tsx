import {useRun} from '../run/run-context.ts';
import {addressOf} from '../shell/parse-route.ts';
import {go} from '../shell/route.ts';
import type {LogFilter} from './log-filter.ts';
import type {LogModel} from './log-model.ts';
import type {LogStream} from './log-store.ts';
import {TaskFilter} from './task-filter.tsx';
import {TimeFilter} from './time-filter.tsx';

/** The controls to filter lines by task, stream and time. */
export function LogFilters({log}: {readonly log: LogModel}) {
  const {run, route} = useRun();
  const change = (part: Partial<LogFilter>): void => {
    log.filter.value = {...log.filter.value, ...part};
  };
  return (
    <div class="log-filters">
      <TaskFilter
        tasks={run.status.value.tasks.map(({task}) => task)}
        chosen={route.logsOf}
        onChange={logsOf => go(addressOf(run.id, 'logs', {...route, logsOf}))}
      />
      <label>
        <span class="visually-hidden">Stream</span>
        <select
          class="field"
          value={[...log.filter.value.streams][0] ?? ''}
          onChange={({currentTarget: {value}}) => {
            const stream = STREAMS.find(each => each === value);
            change({streams: new Set(stream ? [stream] : [])});
          }}
        >
          <option value="">All streams</option>
          {STREAMS.map(stream => (
            <option key={stream} value={stream}>
              {stream}
            </option>
          ))}
        </select>
      </label>
      <TimeFilter onChange={change} />
    </div>
  );
}

const STREAMS: readonly LogStream[] = ['stdout', 'stderr', 'console', 'bottle'];
