import type {Kinds} from '../../tasks/bound-task.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import {combineFiles} from './combine-files.ts';
import {composeDocuments} from './compose-documents.ts';
import {composedFile} from './composed-file.ts';
import type {Composition} from './composition.ts';
import {chooseProfiles} from './profiles.ts';
import {createSources, type Reading} from './read-sources.ts';

export interface ComposeOptions extends Reading {
  readonly kinds: Kinds;
  /** Variables of the command line. */
  readonly vars: Readonly<Record<string, string>>;
  /** The names of the profiles to use. */
  readonly profiles: readonly string[];
}

/** Composes a launch file: later files override the first, tasks override the tasks they extend, and included files are added. */
export function compose(
  files: readonly [ParsedFile, ...ParsedFile[]],
  {kinds, vars, profiles: names, readText, parse}: ComposeOptions,
): Composition {
  const sources = createSources(files, {readText, parse});
  const shapeErrors: Diagnostic[] = [];
  const combined = combineFiles(files);
  const profiles = chooseProfiles(combined, names);
  const context = {kinds, sources, vars: {...profiles.vars, ...vars}, shapeErrors};
  const {part, documents, documentOf} = composeDocuments(combined, context);
  return {
    parsed: composedFile(part, files[0]),
    ...{documents, documentOf, profiles, shapeErrors},
    diagnostics: [...sources.diagnostics, ...profiles.diagnostics],
  };
}
