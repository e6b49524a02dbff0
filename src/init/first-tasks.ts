import type {Drafted} from './drafted.ts';
import type {TaskNames} from './task-names.ts';

/** Three tasks that run on any machine, to be replaced: one of each that nearly every launch has. */
export function firstTasks(names: TaskNames): Omit<Drafted, 'leftOut'> & {readonly until: string} {
  const [prepare, service, check] = [names.give('prepare'), names.give('service'), names.give('check')];
  return {
    until: check,
    tasks: [
      {
        name: prepare,
        source: {run: 'echo "greeting=hello" >> "$BOTTLE_OUTPUT"', outputs: ['greeting']},
        comments: ['Runs to its end; what it writes to $BOTTLE_OUTPUT others can read.'],
      },
      {
        name: service,
        source: {serve: 'echo "listening"\nexec tail -f /dev/null\n', ready: {log: '^listening$'}},
        comments: [
          'Stays up until the run ends; ready when it has printed that line. A server would have',
          '`ready: {port: 3000}`, or `ready: {http: "http://127.0.0.1:3000/health"}`.',
        ],
      },
      {
        name: check,
        source: {needs: [service], run: `echo "\${{ tasks.${prepare}.greeting }} from the check"`},
        comments: [
          `Comes after ${service} because it says so, and after ${prepare} because it reads its output.`,
        ],
      },
    ],
  };
}
