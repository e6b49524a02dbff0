import {dirname, resolve} from 'node:path';
import {badSource, type SourceFile} from '../bad-source.ts';
import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import {mergeService} from './merge.ts';
import {parseComposeFile, type ComposeFile} from './parse-file.ts';
import {relocated} from './relocate.ts';
import {asConstant} from './variables.ts';

/** Inputs for resolving services that extend others. */
export interface ExtendFacts {
  readonly dir: string;
  readonly read: (path: string) => SourceFile | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** The services of earlier files. */
  readonly earlier: PlainMap;
  /** Called with the name of each additional file that is read. */
  readonly note: (name: string) => void;
}

/** The root of a file with extended services merged into the services that extend them. */
export function extendedServices(file: ComposeFile, facts: ExtendFacts): PlainMap {
  const {services} = file.root;
  if (!isMap(services)) return file.root;
  const all = Object.entries(services).map(([name, service]) => [
    name,
    isMap(service) ? extended(name, service, {file, facts, trail: []}) : service,
  ]);
  return {...file.root, services: Object.fromEntries(all)};
}

interface Place {
  readonly file: ComposeFile;
  readonly facts: ExtendFacts;
  /** The chain of services so far, each as `file name`. */
  readonly trail: readonly string[];
}

function extended(name: string, service: PlainMap, {file, facts, trail}: Place): PlainMap {
  const {extends: base, ...own} = service;
  if (base === undefined || base === null) return service;
  const here = `${file.source.path} ${name}`;
  const {service: wanted, file: path} = isScalar(base) ? {service: base, file: undefined} : mapOf(base);
  const from = isScalar(path) ? otherFile(String(path), name, {file, facts, trail}) : {file, facts, trail};
  const target = String(wanted);
  if (trail.includes(`${from.file.source.path} ${target}`) || `${from.file.source.path} ${target}` === here)
    return badSource(file.source, `service \`${name}\` extends itself`);
  const found =
    mapOf(from.file.root.services)[target] ?? (from.file === file ? facts.earlier[target] : undefined);
  if (!isMap(found))
    return badSource(
      file.source,
      `service \`${name}\` extends \`${target}\`, which is not in \`${from.file.source.name}\``,
    );
  const whole = extended(target, found, {...from, trail: [...trail, here]});
  return mergeService(relocated(whole, from.facts.dir, facts.dir), own, name, file.tags);
}

/** Reads another file. Paths of its services are relative to the folder of that file. */
function otherFile(path: string, name: string, {file, facts, trail}: Place): Place {
  const known = asConstant(path, facts.env);
  const absolute = resolve(facts.dir, known);
  const source = facts.read(absolute);
  if (!source)
    return badSource(
      file.source,
      `service \`${name}\` extends a service of \`${known}\`, which does not exist`,
    );
  facts.note(source.name);
  return {file: parseComposeFile(source), facts: {...facts, dir: dirname(absolute), earlier: {}}, trail};
}
