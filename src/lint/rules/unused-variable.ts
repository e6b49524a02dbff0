import {textsIn} from '../../config/analysis/source-texts.ts';
import type {LaunchFileSource} from '../../schema/launch-file.ts';
import {referencesOf, referencesRead} from '../references-read.ts';
import type {LintRule} from '../rule.ts';

/** A variable that nothing reads was often renamed in only one place. */
export const unusedVariable: LintRule = {
  name: 'unused-variable',
  about: 'a variable under `vars` that nothing reads',
  bad: `
vars: {port: 3000}
tasks:
  web: {serve: npm start, ready: {port: 3000}}
`,
  good: `
vars: {port: 3000}
tasks:
  web:
    serve: npm start
    env: {PORT: "\${{ vars.port }}"}
    ready: {port: "127.0.0.1:\${{ vars.port }}"}
`,
  find({launch, parsed}) {
    const {include} = parsed.value as Pick<LaunchFileSource, 'include'>;
    const passed = textsIn(['include'], include, () => 'text').flatMap(({text}) => referencesOf(text));
    const read = new Set([...referencesRead(launch), ...passed]);
    const unused = Object.keys(launch.vars).filter(name => !read.has(`vars.${name}`));
    const found = unused.map(name => ({
      message: `nothing reads variable \`${name}\`; read it as \`\${{ vars.${name} }}\`, or leave it out`,
      place: parsed.place(['vars', name], 'key'),
    }));
    // Variables of included files may exist for other files that include them.
    return found.filter(({place}) => launch.files.includes(place.file));
  },
};
