/**
 * Launch files that each grow in one way, as functions from a length in characters to a text of about that length. The
 * check of each of them once took, or could have taken, more than linear time.
 */
export const longFiles: Readonly<Record<string, (length: number) => string>> = {
  'script of plain lines': length =>
    task(`run: |\n${lines(length, at => `      command-${at} --flag value`)}`),
  'script with references': length =>
    `vars: {a: b}\n${task(`run: |\n${lines(length, at => `      echo ${at} \${{ vars.a }}`)}`)}`,
  'script with unknown references': length =>
    task(`run: |\n${lines(length, at => `      echo ${at} \${{ vars.a }}`)}`),
  'script of nested `if`': length => {
    const depth = Math.floor(length / 32);
    return task(
      `run: |\n${lines2(depth, () => '      if true; then')}      sleep 1; x\n${lines2(depth, () => '      fi')}`,
    );
  },
  'script of nested `$(`': length =>
    task(`run: x ${'$(a '.repeat(length / 5)}${')'.repeat(length / 5)}; sleep 1; x`),
  'script of `((`': length => task(`run: sleep 1; ${'(( '.repeat(length / 3)}`),
  'script of backticks': length => task(`run: sleep 1; x ${'`a` '.repeat(length / 4)}`),
  'script of open backticks': length =>
    task(`run: |\n      sleep 1; x\n${lines(length, () => '      `"$(a')}`),
  'script of here-documents': length =>
    task(`run: |\n${lines(length, () => '      cat <<A\n      b\n      A')}`),
  'script of open here-documents': length => task(`run: |\n${lines(length, at => `      cat <<A${at}`)}`),
  'script of one long word': length => task(`run: ${'x'.repeat(length)}`),
  'script of `${`': length => task(`run: 'sleep 1; x ${'${a'.repeat(length / 3)}'`),
  'script of `a[`': length => task(`run: 'sleep 1; x ${'a['.repeat(length / 2)}'`),
  'script of `sleep`': length => task(`run: |\n${lines(length, () => '      sleep 1')}`),
  'script of `sleep` before a command': length =>
    task(`run: |\n${lines(length, () => '      docker start a\n      sleep 1')}      x`),
  'script of loops that wait': length =>
    task(`run: |\n${lines(length, () => '      until nc -z a 1; do sleep 1; done')}`),
  'script of `sh -c` in `sh -c`': length =>
    task(`run: |\n${lines(length, () => "      sh -c 'sleep 1; x'")}`),
  'script of open quotes': length =>
    task(`run: |\n      sleep 1; x\n${lines(length, () => `      x " ' $(`)}`),
  'script of one long escaped text': length => task(`run: "x ${'\\t\\"a\\x20'.repeat(length / 9)}"`),
  'script, folded, with references': length =>
    `vars: {a: b}\n${task(`run: >\n${lines(length, at => `      echo ${at} \${{ vars.a }}`)}`)}`,
  'script, quoted, with references': length =>
    `vars: {a: b}\n${task(`run: "x ${'${{ vars.a }} '.repeat(length / 14)}"`)}`,
  'condition of parentheses': length => condition(`${'('.repeat(length / 2)}vars.a${')'.repeat(length / 2)}`),
  'condition of `!`': length => condition(`${'!'.repeat(length)}vars.a`),
  'condition of `||`': length => condition(`vars.a${' || vars.a'.repeat(length / 10)}`),
  'condition of `&&` and `||`': length => condition(`vars.a${' && vars.a || vars.b'.repeat(length / 20)}`),
  'condition of `==`': length => condition(`vars.a${" == 'x'".repeat(length / 7)}`),
  'condition of open strings': length => condition(`vars.a${" == 'x".repeat(length / 6)}`),
  'condition of open `${{`': length => task(`run: x\n    env: {A: "${'${{ '.repeat(length / 4)}"}`),
  'condition of open `${{` and quotes': length =>
    task(`run: x\n    env: {A: "${"${{ ' ".repeat(length / 6)}"}`),
  'one reference in each task': length =>
    `tasks:\n  t0: {serve: x}\n${lines(length, at => `  t${at + 1}: {run: "x \${{ tasks.t${at}.pid }}"}`)}`,
  'all read the outputs of one': length =>
    `tasks:\n  a:\n    run: x\n    outputs: [${items(length / 2, at => `o${at}`)}]\n  b:\n    run: |\n${lines(length / 2, at => `      x \${{ tasks.a.o${at} }}`)}`,
  'all read unknown outputs of one': length =>
    `tasks:\n  a:\n    run: x\n    outputs: [${items(length / 2, at => `o${at}`)}]\n  b:\n    run: |\n${lines(length / 2, at => `      x \${{ tasks.a.p${at} }}`)}`,
  'chain of needs': length =>
    `tasks:\n  t0: {run: x}\n${lines(length, at => `  t${at + 1}: {needs: [t${at}], run: x}`)}`,
  'dependency cycle': length => {
    const count = Math.floor(length / 30);
    return `tasks:\n${lines2(count, at => `  t${at}: {needs: [t${(at + 1) % count}], run: x}`)}`;
  },
  'dependency cycles': length =>
    `tasks:\n${lines(length, at => `  t${at}: {needs: [t${at + 1}, t${at - 1}], run: x}`)}`,
  'unknown needs': length => `tasks:\n${lines(length, at => `  task-${at}: {needs: [tusk-${at}], run: x}`)}`,
  'needs far from any name': length =>
    `tasks:\n${lines(length, at => `  task-${at}: {needs: [something-else-${at}], run: x}`)}`,
  'one task needs all': length => {
    const count = Math.floor(length / 30);
    return `tasks:\n${lines2(count, at => `  t${at}: {run: x}`)}  all: {needs: [${Array.from({length: count}, (_, at) => `t${at}`).join(',')}], run: x}\n`;
  },
  'one task needs one task': length =>
    `tasks:\n  a: {run: x}\n  b: {needs: [${items(length, () => 'a')}], run: x}`,
  'services without `ready`': length =>
    `tasks:\n${lines(length / 2, at => `  s${at}: {serve: x}`)}${lines(length / 2, at => `  t${at}: {needs: [s${at}], run: x}`)}`,
  'tasks with an unknown key': length => `tasks:\n${lines(length, at => `  t${at}: {run: x, depends: y}`)}`,
  'tasks with a wrong value': length => `tasks:\n${lines(length, at => `  t${at}: {run: x, timeout: 3}`)}`,
  'tasks without a kind': length => `tasks:\n${lines(length, at => `  t${at}: {needs: []}`)}`,
  'minified JSON': length => `{"tasks":{${items(length, at => `"t${at}":{"run":"x"}`)}}}`,
  'minified JSON with mistakes': length => `{"tasks":{${items(length, at => `"t${at}":{"rum":"x"}`)}}}`,
  'minified JSON with unknown needs': length =>
    `{"tasks":{${items(length, at => `"t${at}":{"needs":["u"],"run":"x"}`)}}}`,
  'one task with unknown keys': length => task(`run: x\n${lines(length, at => `    k${at}: y`)}`),
  'unknown keys at the root': length => `tasks: {a: {run: x}}\n${lines(length, at => `k${at}: y`)}`,
  'variables that nothing reads': length =>
    `vars:\n${lines(length, at => `  v${at}: x`)}tasks: {a: {run: x}}`,
  'unknown variables': length =>
    `vars:\n${lines(length / 2, at => `  value-${at}: x`)}${task(`run: |\n${lines(length / 2, at => `      x \${{ vars.volue-${at} }}`)}`)}`,
  'secrets that nothing reads': length =>
    `secrets:\n${lines(length, at => `  v${at}: {file: ./x}`)}tasks: {a: {run: x}}`,
  'files that are missing': length =>
    `tasks:\n${lines(length, at => `  t${at}: {run: x, cwd: ./missing-${at}}`)}`,
  ports: length =>
    `tasks:\n${lines(length, at => `  t${at}: {serve: x, ready: {port: ${1 + (at % 65_535)}}}`)}`,
  'ports that clash': length => `tasks:\n${lines(length, at => `  t${at}: {serve: x, ready: {port: 80}}`)}`,
  'probes of one task': length =>
    task(`serve: x\n    ready:\n${lines(length, at => `      - {log: 'a(?<g${at}>b)'}`)}`),
  'one pattern with many groups': length =>
    task(`serve: x\n    ready: {log: '${lines(length, at => `(?<g${at}>b)`).replaceAll('\n', '')}'}`),
  'ports that clash in a chain': length =>
    `tasks:\n  t0: {serve: x, ready: {port: 80}}\n${lines(length, at => `  t${at + 1}: {needs: [t${at}], serve: x, ready: {port: 80}}`)}`,
  'ports of one container, and its probes': length =>
    `tasks:\n  a:\n    container:\n      image: i\n      ports:\n${lines(length / 2, at => `        - '${1 + (at % 65_535)}/udp'`)}    ready:\n${lines(length / 2, at => `      - {port: ${1 + (at % 65_535)}}`)}`,
  'services without the needs of their clients': length =>
    `tasks:\n  d0: {run: x}\n${lines(length, at => `  a${at}: {alias: {}}\n  d${at + 1}: {needs: [d${at}], serve: x, ready: {port: "\${{ tasks.a${at}.ip }}:80"}}\n  c${at}: {run: "x \${{ tasks.a${at}.ip }}:80"}`)}`,
  'an environment that reads an output': length =>
    `env: {A: "\${{ tasks.t0.pid }}"}\ntasks:\n  t0: {serve: x, ready: {port: 80}}\n${lines(length, at => `  t${at + 1}: {needs: [t${at}], run: x}`)}`,
  'environment of outputs': length => {
    const count = Math.floor(length / 90);
    return `env:\n${lines2(count, at => `  A${at}: "\${{ tasks.t${at}.pid }} \${{ tasks.t${(at * 7) % count}.pid }}"`)}tasks:\n${lines2(count, at => `  t${at}: {serve: x}`)}`;
  },
  'images and their containers': length =>
    `tasks:\n${lines(length, at => `  i${at}: {image: {build: ./d${at}, tag: "x${at}:1"}}\n  c${at}: {container: {image: "x${at}:1"}, ready: {health: {}}}`)}`,
  'sources of one task': length => task(`run: x\n    sources: [${items(length, at => `s${at}`)}]`),
  'sources of tasks': length => `tasks:\n${lines(length, at => `  t${at}: {run: x, sources: [s${at}]}`)}`,
  'secret outputs': length =>
    task(
      `run: x\n    outputs: [${items(length / 2, at => `o${at}`)}]\n    secret_outputs: [${items(length / 2, at => `o${at}`)}]`,
    ),
  'groups of log probes, and what reads them': length =>
    `tasks:\n  a:\n    serve: x\n    ready:\n${lines(length / 2, at => `      - {log: '(?<g${at}>b)'}`)}  b:\n    run: |\n${lines(length / 2, at => `      x \${{ tasks.a.log.g${at} }}`)}`,
  'containers with images': length =>
    `tasks:\n${lines(length, at => `  t${at}: {container: {image: i${at}}}`)}`,
  'comments that silence': length =>
    `tasks:\n${lines(length, at => `  t${at}: {serve: x, ready: {port: 80}} # bottle: ignore port-clash`)}`,
  'comments that silence nothing': length =>
    `tasks:\n  a: {run: x}\n${lines(length, () => '  # bottle: ignore sleep-as-wait')}`,
  'comments only': length => `tasks: {a: {run: x}}\n${lines(length, () => '# x')}`,
  'lists in lists': length => `x-a: ${'['.repeat(length / 2)}${']'.repeat(length / 2)}\ntasks: {a: {run: x}}`,
  'maps in maps': length =>
    `x-a: ${'{a: '.repeat(length / 5)}${'}'.repeat(length / 5)}\ntasks: {a: {run: x}}`,
  'maps in maps, indented': length => {
    const depth = Math.floor(Math.sqrt(length * 2));
    return `x-a:\n${lines2(depth, at => `${' '.repeat(at + 1)}a:`)}tasks: {a: {run: x}}`;
  },
  'lists in lists, in dashes': length => `x-a:\n  ${'- '.repeat(length / 2)}x\ntasks: {a: {run: x}}`,
  'open brackets': length => `tasks:\n${lines(length, at => `  t${at}: {run: [x`)}`,
  'open braces in one line': length => `tasks: ${'{a: '.repeat(length / 4)}`,
  'open quotes': length => `tasks:\n${lines(length, at => `  t${at}: {run: "x}`)}`,
  tabs: length => `tasks:\n${lines(length, at => `\tt${at}: {run: x}`)}`,
  'wrong indents': length => `tasks:\n${lines(length, at => `${' '.repeat(8 - (at % 4))}t${at}: {run: x}`)}`,
  'lines without a colon': length => `tasks:\n${lines(length, at => `  t${at}\n  u${at}: x`)}`,
  'colons in strings': length => `tasks:\n${lines(length, at => `  t${at}: {run: a: b}\n  u${at}: c: d`)}`,
  'bare references in lists': length => `tasks:\n${lines(length, at => `  t${at}: {run: [\${{ vars.a }}]}`)}`,
  'bare references in one list': length => `tasks: {a: {run: [${items(length, () => '${{ vars.a }}')}]}}`,
  'unknown escapes': length => task(`run: "${'\\q'.repeat(length / 2)}"`),
  'unknown escapes and open `${{`': length => task(`run: "${'\\q${{'.repeat(length / 5)}"`),
  'same key': length => `tasks:\n${lines(length, () => `  t: {run: x}`)}`,
  tags: length => `tasks:\n${lines(length, at => `  t${at}: !x {run: x}`)}`,
  documents: length => `tasks: {a: {run: x}}\n${lines(length, () => '---\na: b')}`,
  'aliases of a string': length => `x-a: &a x\ntasks:\n${lines(length, at => `  t${at}: {run: *a}`)}`,
  'aliases of a task': length => `x-a: &a {run: x}\ntasks:\n${lines(length, at => `  t${at}: *a`)}`,
  'aliases of a long task': length =>
    `x-a: &a\n  run: x\n  env:\n${lines(length / 8, at => `    E${at}: x`)}tasks:\n${lines(length, at => `  t${at}: *a`)}`,
  'merges of a map': length =>
    `x-a: &a {run: x}\ntasks:\n${lines(length, at => `  t${at}: {<<: *a, needs: []}`)}`,
  'merges of a long map': length =>
    `x-a: &a\n  run: x\n${lines(length / 8, at => `  k${at}: x`)}tasks:\n${lines(length, at => `  t${at}: {<<: *a}`)}`,
  anchors: length => `tasks:\n${lines(length, at => `  t${at}: &a${at} {run: x}`)}`,
  'anchors and aliases': length =>
    `tasks:\n${lines(length, at => `  t${at}: &a${at} {run: x}\n  u${at}: *a${at}`)}`,
  'aliases of nothing': length => `tasks:\n${lines(length, at => `  t${at}: *a`)}`,
  'merges of merges': length =>
    `x-a: &a0 {a: b}\n${lines(length, at => `x-${at + 1}: &a${at + 1} {<<: *a${at}}`)}tasks: {a: {run: x}}`,
  'wrong values under an alias': length => `x-a: &a {rum: x}\ntasks:\n${lines(length, at => `  t${at}: *a`)}`,
  'empty values': length => `x-a: [${'a,'.repeat(length / 2)}]\ntasks: {a: {run: x}}`,
  'empty keys': length => `x-a: {${items(length, at => `a${at.toString(36)}`)}}\ntasks: {a: {run: x}}`,
  'one plain text on many lines': length => `x-a:\n${lines(length, () => '  x')}tasks: {a: {run: x}}`,
  'one long plain text': length => `x-a: ${'x '.repeat(length / 2)}\ntasks: {a: {run: x}}`,
  'one long key': length => `x-${'x'.repeat(length)}: a\ntasks: {a: {run: x}}`,
  'one long name': length => `tasks:\n  ${'x'.repeat(length)}: {rum: x}`,
  'one long need': length => `tasks: {a: {run: x, needs: ["${'x'.repeat(length)}"]}, b: {run: y}}`,
  'one long duration': length => `tasks: {a: {run: x, timeout: "${'1'.repeat(length)}"}}`,
  'one long port': length => `tasks: {a: {serve: x, ready: {port: "${'1:'.repeat(length / 2)}"}}}`,
  'one long URL': length => `tasks: {a: {serve: x, ready: {http: "http://${'a.'.repeat(length / 2)}"}}}`,
  'blank lines': length => `tasks: {a: {run: x}}\n${'\n'.repeat(length)}`,
  blanks: length => `tasks: {a: {run: x}}\n${' '.repeat(length)}`,
  'a line of blanks in a script': length => task(`run: |\n      x${' '.repeat(length)}y\n      sleep 1`),
  binary: length => '\u0001\u0002'.repeat(length / 2),
  'null characters': length => `tasks: {a: {run: "x"}}\n${'\0'.repeat(length)}`,
};

function task(body: string): string {
  return `tasks:\n  a:\n    ${body}\n`;
}

function condition(expression: string): string {
  return `vars: {a: b, b: c}\ntasks:\n  a:\n    if: \${{ ${expression} }}\n    run: x\n`;
}

/** Enough lines to fill `length` characters. */
function lines(length: number, line: (at: number) => string): string {
  const made: string[] = [];
  for (let at = 0, so = 0; so < length; at++) {
    const next = line(at);
    made.push(next);
    so += next.length + 1;
  }
  return `${made.join('\n')}\n`;
}

function lines2(count: number, line: (at: number) => string): string {
  return Array.from({length: count}, (_, at) => `${line(at)}\n`).join('');
}

/** Enough list items to fill `length` characters. */
function items(length: number, item: (at: number) => string): string {
  return lines(length, item).trimEnd().replaceAll('\n', ',');
}
