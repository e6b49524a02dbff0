import {referencesRead} from '../references-read.ts';
import type {LintRule} from '../rule.ts';

/** A run reads every secret, and every secret must exist, even if nothing uses it. */
export const unusedSecret: LintRule = {
  name: 'unused-secret',
  about: 'a secret that nothing reads, although the run cannot start without it',
  bad: `
secrets:
  TOKEN: {file: ./token.txt}
tasks:
  deploy: {run: ./deploy.sh}
`,
  good: `
secrets:
  TOKEN: {file: ./token.txt}
tasks:
  deploy:
    run: ./deploy.sh
    env: {TOKEN: "\${{ secrets.TOKEN }}"}
`,
  find({launch, parsed}) {
    const read = referencesRead(launch);
    const unused = Object.keys(launch.secrets).filter(name => !read.has(`secrets.${name}`));
    return unused.map(name => ({
      message: `nothing reads secret \`${name}\`; pass it to a task as \`\${{ secrets.${name} }}\`, or leave it out`,
      place: parsed.place(['secrets', name], 'key'),
    }));
  },
};
