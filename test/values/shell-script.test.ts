import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {values} from '../../src/values/resolve.ts';
import {scriptProblems} from '../../src/values/shell-script.ts';
import {parseTemplate} from '../../src/values/template.ts';

const hostile = [
  'plain',
  '',
  ' two  words ',
  'line 1\nline 2\n',
  `it's`,
  'say "hi"',
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  `'; touch pwned; '`,
  '${HOME}',
  '*',
  '?*[a-z]',
  '~',
  '-n',
  '--',
  '\\',
  'a\\nb',
  '#x',
  '!x',
  '}',
  ')',
  'EOF',
  'a[$(touch pwned)]',
  '$((1+1))',
  '{a,b}',
  'ümläut €',
];

/** Prints its arguments, each followed by a NUL. */
const prelude = `args() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n`;
const shells = [...new Set(['sh', 'dash', 'bash'].flatMap(programOf))];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bottle-shell-'));
  writeFileSync(join(folder, 'a'), '');
});

afterEach(() => {
  rmSync(folder, {recursive: true});
});

interface Context {
  readonly script: string;
  /** The expected output of `args` for a value. */
  readonly argv: (value: string) => readonly string[];
  readonly only?: string;
}

/** The part of a value that `$( )` keeps. */
const chomped = (value: string) => value.replace(/\n+$/, '');

const contexts: Record<string, Context> = {
  'a word': {script: 'args ${{ v }}', argv: v => [v]},
  'a word without spaces in the braces': {script: 'args ${{v}}', argv: v => [v]},
  'a part of a word': {script: 'args --x=${{ v }}b', argv: v => [`--x=${v}b`]},
  'two values in one word': {script: 'args ${{ v }}${{ v }}', argv: v => [v + v]},
  'between quoted parts': {script: `args 'a'\${{ v }}"b"`, argv: v => [`a${v}b`]},
  'after a backslash pair': {script: 'args \\\\${{ v }}', argv: v => [`\\${v}`]},
  'after an escaped quote': {script: `args \\' \\" \${{ v }}`, argv: v => ["'", '"', v]},
  'after a line continuation': {script: 'args a\\\n ${{ v }} b', argv: v => ['a', v, 'b']},
  'double quotes': {script: 'args "a ${{ v }} b"', argv: v => [`a ${v} b`]},
  'double quotes alone': {script: 'args "${{ v }}"', argv: v => [v]},
  'double quotes with a single quote inside': {script: `args "it's \${{ v }}"`, argv: v => [`it's ${v}`]},
  'double quotes after a backslash pair': {script: 'args "\\\\${{ v }}"', argv: v => [`\\${v}`]},
  'double quotes with an escaped double quote': {script: 'args "\\"${{ v }}"', argv: v => [`"${v}`]},
  'an assignment': {script: 'x=${{ v }}; args "$x"', argv: v => [v]},
  'an assignment before a command': {script: `x=\${{ v }} sh -c 'printf "%s\\0" "$x"'`, argv: v => [v]},
  'a loop': {script: 'for x in a ${{ v }}; do args "$x"; done', argv: v => ['a', v]},
  'a preceding comment': {
    script: `# it's "a" $(comment) <<EOF\nargs \${{ v }} # it's\nargs \${{ v }}`,
    argv: v => [v, v],
  },
  'a # that does not start a comment': {
    script: 'args a#"b ${{ v }}" $# ${#x} ${{ v }}',
    argv: v => [`a#b ${v}`, '0', '0', v],
  },
  'inside a comment': {script: 'args # ${{ v }}\nargs x', argv: () => ['x']},
  'a substitution': {script: 'args "$(printf %s ${{ v }})"', argv: v => [chomped(v)]},
  'double quotes in a substitution in double quotes': {
    script: 'args "x$(printf "%s" "${{ v }}")${{ v }}"',
    argv: v => [`x${chomped(v)}${v}`],
  },
  'a substitution with single quotes, comment and brackets': {
    script: `args "$( (printf '%s)' ")" ) # it's )\nprintf %s \${{ v }})"`,
    argv: v => [`))${chomped(v)}`],
  },
  'a substitution with case': {
    script: `args "$(case x in y) ;; x) printf %s \${{ v }};; esac)" "$(case x in (x) echo 1; esac)" "\${{ v }}"`,
    argv: v => [chomped(v), '1', v],
  },
  'a subshell in a substitution': {script: 'args "$( (printf %s ${{ v }}); true)"', argv: v => [chomped(v)]},
  'a subshell in a substitution, without a space': {
    script: 'args "$((printf %s ${{ v }}); true)"',
    argv: v => [chomped(v)],
    // POSIX does not specify whether this is arithmetic.
    only: 'bash',
  },
  'a case word and pattern': {
    script: 'case ${{ v }} in ${{ v }}) args same ;; *) args other ;; esac; args ${{ v }}',
    argv: v => ['same', v],
  },
  backticks: {script: 'args "a`printf %s ${{ v }}`"', argv: v => [`a${chomped(v)}`]},
  'double quotes in backticks': {script: 'x=`printf "%s" "${{ v }}"`; args "$x"', argv: v => [chomped(v)]},
  'double quotes in backticks in double quotes': {
    script: 'args "`printf "%s" "${{ v }}"`"',
    argv: v => [chomped(v)],
  },
  'after backticks with odd quotes': {script: 'x=`printf "\\""`; args "$x" ${{ v }}', argv: v => ['"', v]},
  'a default': {script: 'args ${x:-${{ v }}}', argv: v => [v]},
  'a default in double quotes': {script: 'args "${x:-${{ v }}}"', argv: v => [v]},
  'a default in double quotes with a single quote': {
    script: `args "\${x:-it's \${{ v }}}"`,
    argv: v => [`it's ${v}`],
    // bash requires paired quotes.
    only: 'dash',
  },
  'a default in double quotes with single quotes': {
    script: `args "\${x:-'\${{ v }}'}"`,
    argv: v => [`'${v}'`],
  },
  'a default in double quotes with double quotes': {script: 'args "${x:-"${{ v }}"}"', argv: v => [v]},
  'a default with double quotes': {script: 'args ${x:-"a ${{ v }}"}', argv: v => [`a ${v}`]},
  'a pattern': {script: 'y="${{ v }}.end"; args "${y#${{ v }}}" "${{ v }}"', argv: v => ['.end', v]},
  'a pattern outside quotes': {script: 'y=${{ v }}end; args x${y#${{ v }}}', argv: () => ['xend']},
  'a replacement': {script: 'y=-X-; args "${y/X/"${{ v }}"}"', argv: v => [`-${v}-`], only: 'bash'},
  'a here-document': {
    script: 'args "$(cat <<EOF\na "${{ v }}" it\'s ${{ v }}.\nEOF\n)" ${{ v }}',
    argv: v => [`a "${v}" it's ${v}.`, v],
  },
  'a line of a here-document': {script: 'args "$(cat <<EOF\n${{ v }}\nEOF\n)"', argv: v => [chomped(v)]},
  'before the delimiter on its line': {
    script: 'args "$(cat <<EOF\n${{ v }}EOF\n.\nEOF\n)"',
    argv: v => [`${v}EOF\n.`],
  },
  'a default in a here-document': {
    script: 'args "$(cat <<EOF\n${x:-${{ v }}}.\nEOF\n)"',
    argv: v => [`${v}.`],
  },
  'a substitution in a here-document': {
    script: 'args "$(cat <<EOF\n$(printf %s "${{ v }}").\nEOF\n)"',
    argv: v => [`${chomped(v)}.`],
  },
  'a here-document with tabs': {
    script: 'args "$(cat <<-EOF\n\t${{ v }}.\n\tEOF\n)" ${{ v }}',
    argv: v => [`${v}.`, v],
  },
  'two here-documents on one line': {
    script: `args "$(cat <<'A' - <<B; cat <<C\n\${x} it's\nA\n"\${{ v }}.\nB\n\${{ v }}.\nC\n)" \${{ v }}`,
    argv: v => [`"${v}.\n${v}.`, v],
  },
  'after a quoted here-document': {
    script: `cat <<'EOF' >/dev/null\nit's $( "\nEOF\nargs \${{ v }}`,
    argv: v => [v],
  },
  'after an escaped delimiter': {
    script: `cat <<\\EOF >/dev/null\nit's $( "\nEOF\nargs \${{ v }}`,
    argv: v => [v],
  },
  'after a here-document with a line continuation': {
    script: `cat <<EOF >/dev/null\n"\\\nEOF\nit's\nEOF\nargs \${{ v }}`,
    argv: v => [v],
  },
  'a here-string': {script: 'args "$(cat <<<${{ v }}.)"', argv: v => [`${v}.`], only: 'bash'},
  'a process substitution': {
    script: 'args "$(cat <(printf "%s." ${{ v }}))"',
    argv: v => [`${v}.`],
    only: 'bash',
  },
  'after ANSI quotes': {
    script: `args $'it\\'s' \${{ v }} $"a \${{ v }}"`,
    argv: v => [`it's`, v, `a ${v}`],
    only: 'bash',
  },
  'a shift that is not a here-document': {script: 'args $((1<<2)) "${{ v }}"', argv: v => ['4', v]},
  'an array element': {
    script: 'a=(x ${{ v }}); args "${a[@]}" "${a[1]}"',
    argv: v => ['x', v, v],
    only: 'bash',
  },
  'a function': {script: 'f() { args "$1" ${{ v }}; }; f ${{ v }}', argv: v => [v, v]},
  'a command group': {script: 'if true; then { args ${{ v }}; }; fi && (args ${{ v }})', argv: v => [v, v]},
  'a redirection': {script: 'cat <./a >/dev/null 2>&1; args "${{ v }}"', argv: v => [v]},
};

/** Places where the shell calculates. A value that is not a whole number must end the script there. */
const calculations: Record<string, {script: string; only?: string}> = {
  arithmetic: {script: 'args $(( ${{ v }} + 1 ))'},
  'arithmetic in double quotes': {script: 'args "$(( (${{ v }}) + 1 ))"'},
  'arithmetic with a default': {script: 'args $(( ${x:-${{ v }}} + 1 ))'},
  'an arithmetic command': {script: '(( y = ${{ v }} + 1 )); args $y', only: 'bash'},
  'an arithmetic command with quotes': {script: '(( y = "${{ v }}" + 1 )); args $y', only: 'bash'},
  'old arithmetic': {script: 'args $[ ${{ v }} + 1 ]', only: 'bash'},
  'a subscript': {script: 'b=(0 1 2 3 4 5 6 7 8); args ${b[${{ v }}+1]}', only: 'bash'},
  'an assigned subscript': {script: 'b[${{ v }}]=1; args $(( ${!b[@]} + 1 ))', only: 'bash'},
  'a substring': {script: 'y=12345678; args ${y:${{ v }}:1}', only: 'bash'},
};

describe.each(shells)('%s', shell => {
  const fits = ([, {only}]: readonly [string, {readonly only?: string}]) =>
    only === undefined || basename(shell) === only;

  test.each(Object.entries(contexts).filter(fits))('passes a value in %s', (_name, {script, argv}) => {
    expect(runScript(shell, everyValue(script))).toEqual(hostile.flatMap(argv));
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test.each(Object.entries(calculations).filter(fits))(
    'accepts only a whole number in %s',
    (_name, {script}) => {
      expect(runScript(shell, script.replaceAll('${{ v }}', "${{ '7' }}"))).toEqual(['8']);
      for (const value of ['a[$(touch pwned)]', '', '1; touch pwned', 'x']) {
        const quoted = `\${{ '${value}' }}`;
        expect(() => runScript(shell, script.replaceAll('${{ v }}', quoted))).toThrow(
          'expected a whole number',
        );
      }
      expect(readdirSync(folder)).toEqual(['a']);
    },
  );
});

const singleQuotes = 'a reference inside single quotes is not replaced; use double quotes';
const hereDocument =
  'a reference in a here-document with a quoted delimiter is not replaced; remove the quotes from the delimiter';
const endWord = 'a reference cannot be the delimiter of a here-document; write a plain word';
const backslash =
  'a backslash before a reference; write `\\\\` for a backslash, or `$${{` for a literal `${{`';
const backticks = 'a reference inside backticks that contain a backslash; use `$( )` instead of backticks';
const variableName = 'a reference cannot be part of a variable name';

test.each([
  [`echo '\${{ v }}'`, singleQuotes],
  [`echo "$(echo '\${{ v }}')"`, singleQuotes],
  [`echo $'it\\'s \${{ v }}'`, singleQuotes],
  [`echo \${x:-'\${{ v }}'}`, singleQuotes],
  [`echo "\${x#'\${{ v }}'}"`, singleQuotes],
  [`cat <<'EOF'\n\${{ v }}\nEOF`, hereDocument],
  [`cat <<"EOF"\n\${{ v }}\nEOF`, hereDocument],
  [`cat <<E\\OF\n\${{ v }}\nEOF`, hereDocument],
  [`cat <<-'EOF'\n\ta\n\t\${{ v }}\n\tEOF`, hereDocument],
  [`cat <<\${{ v }}\na\n`, endWord],
  [`cat << E\${{ v }}\na\n`, endWord],
  ['echo \\${{ v }}', backslash],
  ['echo "\\${{ v }}"', backslash],
  ['echo `echo \\`echo ${{ v }}\\``', backticks],
  ['echo `echo "${{ v }}" "\\"" `', backticks],
  ['echo ${${{ v }}}', variableName],
  ['echo ${x${{ v }}}', variableName],
  ['echo ${#${{ v }}}', variableName],
])('%s is rejected', (script, message) => {
  const start = script.indexOf('${{ v }}');
  expect(scriptProblems(parseTemplate(script))).toEqual([{message, start, end: start + 8}]);
});

test('every invalid reference is reported, and no valid one', () => {
  const script = `echo '\${{ a }}' "\${{ b }}" '\${{ c }}' $\${{ d }}`;
  const places = scriptProblems(parseTemplate(script)).map(({start, end}) => script.slice(start, end));
  expect(places).toEqual(['${{ a }}', '${{ c }}']);
});

test('a script gets its values through variables', () => {
  const source = {lookup: ([name]: readonly string[]) => name};
  expect(values(source).command('a ${{ b }} "${{ c }}" $(( ${{ \'1\' }} + ${{ d }} )) $${{ e }}')).toEqual({
    form: 'shell',
    script:
      'a "${BOTTLE_VALUE_1}" "${BOTTLE_VALUE_2}" $(( ${BOTTLE_VALUE_3:?expected a whole number} + ${BOTTLE_VALUE_4:?expected a whole number} )) ${{ e }}',
    values: {BOTTLE_VALUE_1: 'b', BOTTLE_VALUE_2: 'c', BOTTLE_VALUE_3: '1', BOTTLE_VALUE_4: ''},
  });
});

test('an argument list is not checked as a script', () => {
  const source = {lookup: () => '$(x) y'};
  expect(values(source).command(['echo', "'${{ v }}'"])).toEqual({form: 'argv', argv: ['echo', "'$(x) y'"]});
});

/** The script repeated for every hostile value. */
function everyValue(script: string): string {
  return hostile
    .map((_, index) => script.replaceAll(/\$\{\{ ?v ?\}\}/g, `\${{ vars.v${index} }}`))
    .join('\n');
}

function runScript(shell: string, writtenScript: string): readonly string[] {
  const command = values({lookup: ([, name = '']) => hostile[Number(name.slice(1))]}).command(writtenScript);
  if (command.form !== 'shell') throw new Error('expected a script');
  const env = {PATH: process.env.PATH ?? '', ...command.values};
  const script = prelude + command.script;
  const output = execFileSync(shell, ['-e', '-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.split('\0').slice(0, -1);
}

/** The real path of a shell, so that a shell with two names is tested once. */
function programOf(shell: string): readonly string[] {
  const path = ['/bin', '/usr/bin', '/usr/local/bin'].map(at => join(at, shell)).find(existsSync);
  return path === undefined ? [] : [realpathSync(path)];
}
