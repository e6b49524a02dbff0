import type {Container} from '../../schema/tasks/container.ts';
import {hasExpression} from '../../values/template.ts';
import type {KindProblem} from '../kind.ts';
import {bytesOf, limitOf} from '../../values/quantities.ts';

/** Finds contradictory limits of a container, if their values are known from the file. */
export function limitMistakes(container: Container): readonly KindProblem[] {
  return [...memoryMistakes(container), ...cpuMistakes(container), ...ulimitMistakes(container)];
}

function memoryMistakes({memory, mem_reservation, memswap_limit}: Container): readonly KindProblem[] {
  const [most, least, withSwap] = [known(memory), known(mem_reservation), known(memswap_limit)];
  return [
    ...(memory === undefined && withSwap !== undefined && withSwap > 0
      ? [problem('memswap_limit', '`memswap_limit` needs `memory`; set that too')]
      : []),
    ...(most !== undefined && withSwap !== undefined && withSwap >= 0 && withSwap < most
      ? [problem('memswap_limit', '`memswap_limit` includes `memory`, so it cannot be less; increase it')]
      : []),
    ...(most !== undefined && least !== undefined && least > most
      ? [problem('mem_reservation', '`mem_reservation` is greater than `memory`; reduce it')]
      : []),
  ];
}

function cpuMistakes({cpus, cpu_period, cpu_quota}: Container): readonly KindProblem[] {
  if (cpus === undefined || (cpu_period === undefined && cpu_quota === undefined)) return [];
  const other = cpu_quota === undefined ? 'cpu_period' : 'cpu_quota';
  return [problem('cpus', `\`cpus\` and \`${other}\` set the same limit; remove one of them`)];
}

function ulimitMistakes({ulimits = {}}: Container): readonly KindProblem[] {
  return Object.entries(ulimits).flatMap(([name, limit]) =>
    typeof limit !== 'number' && limit.hard !== -1 && (limit.soft > limit.hard || limit.soft === -1)
      ? [
          problem(
            'ulimits',
            `\`soft\` is greater than \`hard\`; set it to at most ${limit.hard}`,
            name,
            'soft',
          ),
        ]
      : [],
  );
}

function known(size: string | undefined): number | undefined {
  if (size === undefined || hasExpression(size)) return undefined;
  return size === '-1' ? limitOf(size) : bytesOf(size);
}

function problem(key: string, message: string, ...inside: readonly string[]): KindProblem {
  return {key: ['container', key, ...inside], message};
}
