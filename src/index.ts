/**
 * bottle as a library: start a launch file and use its outputs, or load, select, plan and run a file step by step. The library never
 * prints, handles signals, exits or keeps global state.
 *
 * @example
 * await using launched = await launch('bottle.yaml', {tasks: ['web'], vars: {agent: 'codex'}});
 * const {pid} = launched.outputs.web;
 */
export {launch, type Launched, type LaunchOptions} from './library/launch.ts';
export {LaunchError, type LaunchProblems} from './library/launch-error.ts';
export {checkFile, loadFile, type LoadFileOptions} from './library/load-file.ts';
export {run} from './runner/run.ts';
export type {RunOptions, RunResult} from './runner/run-options.ts';
export type {StopReason} from './runner/stop.ts';
export {plan, type PlanOptions} from './plan/plan.ts';
export {select} from './plan/select.ts';
export type {Selection, SelectionRequest, SelectionResult} from './plan/selection.ts';
export {stateDirectory} from './state/state-directory.ts';
export {readTimes, type TaskTimes} from './state/times.ts';
export type * from './model/launch-file.ts';
export type {Loaded} from './config/load.ts';
export type {Checked} from './lint/check.ts';
export type * from './schema/launch-file.ts';
export type * from './schema/common-task.ts';
export type * from './schema/probes.ts';
export type * from './schema/tasks/alias.ts';
export type * from './schema/tasks/certificate.ts';
export type * from './schema/tasks/container.ts';
export type * from './schema/tasks/copy.ts';
export type * from './schema/tasks/exec.ts';
export type * from './schema/tasks/host.ts';
export type * from './schema/tasks/image.ts';
export type * from './schema/tasks/machine.ts';
export type * from './schema/tasks/network.ts';
export type * from './schema/values.ts';
export type {Plan, PlanTask} from './schema/plan.ts';
export type * from './vocabulary/diagnostic.ts';
export type * from './vocabulary/event.ts';
export type * from './vocabulary/failure.ts';
export type {RunId, TaskName} from './vocabulary/ids.ts';

// For programs that replace or wrap a kind of task. The build also exports the types that these use.
export {kinds} from './tasks/registry.ts';
export {TaskError} from './vocabulary/failure.ts';
export type {Services as Services} from './tasks/services.ts';
export type * from './tasks/channel-kind.ts';
export type * from './tasks/kind.ts';
export type * from './tasks/task-context.ts';
// The schema has another type with this name.
export type {OutputName} from './tasks/task-context.ts';
