import js from '@eslint/js';
import {createNodeResolver, importX} from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Objects that emit `error` events are created in one place, which listens to them. An `error` event without a listener
 * would crash bottle before it can stop its tasks.
 */
const unguarded = [
  {
    name: 'node:child_process',
    importNames: ['spawn', 'exec', 'execFile', 'fork'],
    message: 'use startChild of processes/start-child.ts',
  },
  {name: 'execa', message: 'use loadExeca of processes/start-child.ts'},
  {name: 'node:net', importNames: ['Socket', 'Server', 'connect', 'createConnection', 'createServer']},
  {name: 'node:http', importNames: ['get', 'request', 'createServer']},
  {name: 'node:https', importNames: ['get', 'request', 'createServer']},
  {name: 'node:fs', importNames: ['createReadStream', 'createWriteStream', 'watch', 'watchFile']},
].map(from => ({message: 'use processes/guarded-streams.ts', ...from, allowTypeImports: true}));

/** The same for dynamic imports. */
const unguardedOnDemand = ['execa', 'node:child_process', 'node:net', 'node:http', 'node:https'].map(
  name => ({
    selector: `ImportExpression[source.value="${name}"]`,
    message: 'use processes/start-child.ts or processes/guarded-streams.ts',
  }),
);

/** The layers of ARCHITECTURE.md, lowest first. A layer may import only earlier ones. */
const stages = [
  ['vocabulary'],
  ['schema', 'graph'],
  ['lifecycle', 'drawing'],
  ['processes'],
  ['state'],
  ['history', 'timeline', 'telemetry'],
  ['channels', 'polling', 'values'],
  ['probes', 'leases'],
  ['output', 'freshness'],
  ['places'],
  ['docker', 'kubernetes', 'smolvm'],
  ['watch'],
  ['control'],
  ['runs'],
  ['tasks'],
  ['model'],
  ['config'],
  ['plan'],
  ['lint'],
  ['runner', 'init', 'export', 'doctor', 'completion'],
  ['requests'],
  ['lsp', 'ui'],
  ['cli'],
  ['library', 'page', 'plan-page'],
];

const zones = stages.flatMap((folders, at) =>
  folders.map(folder => ({
    target: `./src/${folder}`,
    from: stages
      .slice(at)
      .flat()
      .filter(other => other !== folder)
      .map(other => `./src/${other}`),
    message: 'imports point one way, see the layers in ARCHITECTURE.md',
  })),
);

export default tseslint.config(
  {ignores: ['dist', 'dist-*', 'types', 'coverage', '**/*.generated.mjs']},
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: false},
      ],
      // Numbers and booleans are readable in a message.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
      // `() => emit(event)` is a call, not a value.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        {ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true},
      ],
      // Methods that are passed as functions are written as functions.
      '@typescript-eslint/unbound-method': 'off',
      // Destructuring may be used to omit properties.
      '@typescript-eslint/no-unused-vars': ['error', {ignoreRestSiblings: true}],
      // A fake may have to be async to implement an interface, without anything to await.
      '@typescript-eslint/require-await': 'off',
      // A cast states the assumption; `!` is easy to overlook.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Both `type` and `interface` are used for plain records.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: {'import-x': importX},
    settings: {
      'import-x/resolver-next': [createNodeResolver({extensions: ['.ts', '.tsx', '.mjs', '.js', '.json']})],
      'import-x/parsers': {'@typescript-eslint/parser': ['.ts', '.tsx']},
    },
    rules: {
      'import-x/no-restricted-paths': ['error', {zones, basePath: import.meta.dirname}],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-restricted-imports': ['error', {paths: unguarded}],
      'no-restricted-syntax': ['error', ...unguardedOnDemand],
      // Only the composition root reads the environment, prints or exits.
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {object: 'process', property: 'env', message: 'take the environment as an argument'},
        {object: 'process', property: 'exit', message: 'set an exit code in the composition root'},
      ],
    },
  },
  // The library's `launch` uses the environment of its process by default.
  {files: ['src/cli/**/*.ts', 'src/library/launch.ts'], rules: {'no-restricted-properties': 'off'}},
  {
    files: ['src/processes/{start-child,guarded-streams}.ts'],
    rules: {'@typescript-eslint/no-restricted-imports': 'off', 'no-restricted-syntax': 'off'},
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    // Destructuring may be used to omit properties.
    rules: {'no-unused-vars': ['error', {ignoreRestSiblings: true}]},
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
