import {isTrue} from '../../values/expression.ts';
import {referencePaths} from '../../values/reference-paths.ts';
import type {LaunchFile} from '../../model/launch-file.ts';
import type {LintRule} from '../rule.ts';

/** Only `''`, `false`, `0` and `no` are false. Other values are true, even if other formats treat them as false. */
export const alwaysTrue: LintRule = {
  name: 'always-true',
  about: 'a condition that reads a value such as `False`, `NO`, `off` or `0.0`, which counts as true',
  bad: `
vars: {debug: off}
tasks:
  log: {if: "\${{ vars.debug }}", run: ./log.sh}
`,
  good: `
vars: {debug: false}
tasks:
  log: {if: "\${{ vars.debug }}", run: ./log.sh}
`,
  find({launch, parsed, env}) {
    return [...launch.tasks.values()].flatMap(({name, source}) => {
      if (source.if === undefined || /[=!]=/.test(source.if)) return [];
      const found = referencePaths(source.if).find(path => looksFalse(valueOf(path, launch, env)));
      if (found === undefined) return [];
      const reference = found.join('.');
      const message = `\`${reference}\` is \`${valueOf(found, launch, env) ?? ''}\`, which counts as true; only \`''\`, \`false\`, \`0\` and \`no\`, in lower case, are false`;
      return [{message, place: parsed.place(['tasks', name, 'if'], 'value')}];
    });
  },
};

function valueOf(
  [root, ...names]: readonly string[],
  {vars}: LaunchFile,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const values = root === 'vars' ? vars : root === 'env' ? env : {};
  const name = names.join('.');
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function looksFalse(value: string | undefined): boolean {
  return value !== undefined && isTrue(value) && /^\s*(?:false|no|off|n|f|0+(?:\.0*)?|)\s*$/i.test(value);
}
