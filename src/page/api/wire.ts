import type {StreamLine} from '../../schema/ui-api.ts';
import type {EventOf, RunEvent} from '../../vocabulary/event.ts';

/** An event with its UTC time, as stored on disk. */
type Timed<Event> = Event & {readonly time: string};

/** A line of `/api/runs/ID/events?follow`. */
export type EventLine = Timed<RunEvent> | StreamLine;

/** A line of `/api/runs/ID/logs?follow`. */
export type LogStreamLine = Timed<EventOf<'task-output'>> | Timed<EventOf<'task-warned'>> | StreamLine;

/** Why a run is over. */
export type RunOver = Extract<StreamLine, {readonly type: 'over'}>['state'];
