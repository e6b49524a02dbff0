import type {Drafted} from './drafted.ts';
import type {TaskNames} from './task-names.ts';

/** Three sample tasks that run on any machine, one of each kind that nearly every launch has. */
export function firstTasks(names: TaskNames): Omit<Drafted, 'leftOut'> & {readonly until: string} {
  const [prepare, service, check] = [names.give('prepare'), names.give('service'), names.give('check')];
  return {
    until: check,
    tasks: [
      {
        name: prepare,
        source: {run: 'echo "greeting=hello" >> "$BOTTLE_OUTPUT"', outputs: ['greeting']},
        comments: ['Runs to completion; other tasks can read what it writes to $BOTTLE_OUTPUT.'],
      },
      {
        name: service,
        source: {serve: 'echo "listening"\nexec tail -f /dev/null\n', ready: {log: '^listening$'}},
        comments: [
          'Keeps running until the run ends; ready once it has printed that line. For a server, use',
          '`ready: {port: 3000}`, or `ready: {http: "http://127.0.0.1:3000/health"}`.',
        ],
      },
      {
        name: check,
        source: {needs: [service], run: `echo "\${{ tasks.${prepare}.greeting }} from the check"`},
        comments: [
          `Starts after ${service} because of \`needs\`, and after ${prepare} because it reads the output of ${prepare}.`,
        ],
      },
    ],
  };
}
