import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {dotOf} from '../../src/plan/dot.ts';
import {ODD, oddPlan, randomPlan} from './odd-plan.ts';

const hasGraphviz = spawnSync('dot', ['-V']).status === 0;

test('a plan is exported in the language of Graphviz', () => {
  const text = dotOf(oddPlan());
  expect(text).toContain('digraph "odd \\"name\\" \\\\ & <b>" {\n');
  expect(text).toContain('  "subgraph" [label="subgraph\\nrun echo ‹after graph›", style=dashed];\n');
  expect(text).toContain('  "end" -> "graph" [label="graph-x, stdout"];\n');
  expect(text).toContain('  {rank=same; "graph"; "node"; "style-1";}\n');
});

describe.skipIf(!hasGraphviz)('Graphviz', () => {
  test('draws every task with its text, even with special characters', () => {
    const svg = drawn(dotOf(oddPlan()), 'svg');
    const texts = [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text = '']) => decoded(text));
    expect(texts).toContain(`run echo ${ODD.replace('\u001b', '�')}`);
    for (const name of ['end', 'graph', 'subgraph', 'class', 'node', 'style-1'])
      expect(texts).toContain(name);
  });

  test('finds the needs and waves of random plans', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const made = randomPlan(seed);
      const {objects, edges} = JSON.parse(drawn(dotOf(made), 'json')) as Drawing;
      const nameOf = (id: number): string => objects.find(({_gvid}) => _gvid === id)?.name ?? '';
      expect(edges.map(({tail, head}) => `${nameOf(tail)} -> ${nameOf(head)}`).sort()).toEqual(
        made.tasks.flatMap(({task, needs}) => needs.map(need => `${need.task} -> ${task}`)).sort(),
      );
      const heights = made.waves.map(wave => new Set(wave.map(task => heightOf(task, objects))));
      expect(heights.map(({size}) => size)).toEqual(made.waves.map(() => 1));
    }
  });
});

interface Drawing {
  readonly objects: readonly {readonly _gvid: number; readonly name: string; readonly pos?: string}[];
  readonly edges: readonly {readonly tail: number; readonly head: number}[];
}

function heightOf(task: string, objects: Drawing['objects']): string {
  return objects.find(({name, pos}) => name === task && pos !== undefined)?.pos?.split(',')[1] ?? '';
}

function drawn(text: string, format: 'svg' | 'json'): string {
  const {status, stdout, stderr} = spawnSync('dot', [`-T${format}`], {input: text, encoding: 'utf8'});
  expect({status, stderr: stderr.replaceAll(/Warning:.*\n/g, '')}).toEqual({status: 0, stderr: ''});
  return stdout;
}

function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"'};
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(lt|gt|quot|amp);/g, (_, name: string) => named[name] ?? '');
}
