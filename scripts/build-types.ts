import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {rollup, type Plugin} from 'rollup';
import {dts} from 'rollup-plugin-dts';
import {inputsDigest, keepBuild} from './bundle/last-build.ts';
import {declaredTypes} from './declared-types.ts';

/**
 * The types of the library in one file that imports nothing, so that it compiles in projects that check the declarations of
 * packages. Whatever an exported type is made of is exported as well: a `Kind` can be written with names for its parts.
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

/** The rest of bottle's types does not depend on dockerode's. */
const opaqueDockerode: Plugin = {
  name: 'opaque-dockerode',
  resolveId: id => (id === 'dockerode' ? fileURLToPath(new URL('dockerode.d.ts', import.meta.url)) : null),
};

function withAllExported(code: string): string {
  const {exported, used} = declaredTypes(code);
  // The second of two types with one name has a `$`.
  const missing = [...used].filter(name => !exported.has(name) && !name.includes('$'));
  return `${code.trimEnd()}\nexport type { ${missing.toSorted().join(', ')} };\n`;
}

const inputs = await inputsDigest();
await buildTypes();
await keepBuild('types', inputs);
