import type {LintRule} from '../rule.ts';

/** A run cannot start without the variable. */
export const unsetSecret: LintRule = {
  name: 'unset-secret',
  about: 'a secret whose environment variable is not set, or empty, where `bottle check` runs',
  bad: `
secrets:
  TOKEN: {env: DEPLOY_TOKEN}
tasks:
  deploy: {run: ./deploy.sh, env: {TOKEN: "\${{ secrets.TOKEN }}"}}
`,
  good: `
secrets:
  TOKEN: {file: ./token.txt} # the same for everyone
tasks:
  deploy: {run: ./deploy.sh, env: {TOKEN: "\${{ secrets.TOKEN }}"}}
`,
  find({launch, parsed, env}) {
    return Object.entries(launch.secrets).flatMap(([name, secret]) => {
      if (!('env' in secret) || env[secret.env]) return [];
      const found = env[secret.env] === undefined ? 'not set' : 'empty';
      const message = `environment variable \`${secret.env}\` of secret \`${name}\` is ${found}; the run would not start`;
      return [{message, place: parsed.place(['secrets', name, 'env'], 'value')}];
    });
  },
};
