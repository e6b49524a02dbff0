import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {rollup, type Plugin} from 'rollup';
import {dts} from 'rollup-plugin-dts';
import {buildIfNeeded} from './bundle/last-build.ts';
import {declaredTypes} from './declared-types.ts';

/**
 * Bundles the types of the library into one file without imports, so that it compiles in projects that check the
 * declarations of packages. All types that exported types use are exported as well, so that programs can name them.
 */
async function buildTypes(): Promise<void> {
  const bundle = await rollup({
    input: 'src/index.ts',
    plugins: [opaqueDockerode, dts({tsconfig: 'tsconfig.json'})],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const {output} = await bundle.generate({});
  await mkdir('types', {recursive: true});
  await writeFile('types/index.d.ts', withAllExported(output[0].code));
}

/** Replaces dockerode's types; bottle's other types do not depend on them. */
const opaqueDockerode: Plugin = {
  name: 'opaque-dockerode',
  resolveId: id => (id === 'dockerode' ? fileURLToPath(new URL('dockerode.d.ts', import.meta.url)) : null),
};

function withAllExported(code: string): string {
  const {exported, used} = declaredTypes(code);
  // If two types have the same name, rollup adds a `$` to the second one.
  const missing = [...used].filter(name => !exported.has(name) && !name.includes('$'));
  return `${code.trimEnd()}\nexport type { ${missing.toSorted().join(', ')} };\n`;
}

await buildIfNeeded('types', buildTypes);
