import {pathToFileURL} from 'node:url';
import type {Log, Location, ReportingDescriptor, Result} from 'sarif';
import manifest from '../../../../package.json' with {type: 'json'};
import {errorRules} from '../../../config/error-rules.ts';
import {rules} from '../../../lint/registry.ts';
import {UNUSED_SILENCER, unusedSilencer} from '../../../lint/silencers.ts';
import type {Diagnostic, SourceRange} from '../../../vocabulary/diagnostic.ts';
import {pathFrom, repositoryRoot, type CheckReport} from './report.ts';
import {lineIndex} from '../../../vocabulary/line-index.ts';
import {jsonText} from '../../text/json-text.ts';

/** Formats a report as SARIF 2.1.0, for code scanning and editors. Paths are relative to the root of the repository. */
export function checkSarif({textOf, diagnostics}: CheckReport, cwd: string): string {
  const root = repositoryRoot(cwd);
  const descriptors = [...descriptorsOf()];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'bottle', semanticVersion: manifest.version, rules: descriptors}},
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: {[ROOT]: {uri: `${pathToFileURL(root).href}/`}},
        results: diagnostics.map(diagnostic => resultOf(diagnostic, {textOf, root, descriptors})),
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

/** The name of the base of relative paths in the code scanning of GitHub and Azure. */
const ROOT = '%SRCROOT%';

function descriptorsOf(): readonly ReportingDescriptor[] {
  const errors = Object.entries(errorRules).map(([id, about]) => descriptor(id, about, 'error'));
  const warnings = rules.map(({name, about}) => descriptor(name, about, 'warning'));
  return [...errors, ...warnings, descriptor(UNUSED_SILENCER, unusedSilencer, 'warning')];
}

function descriptor(id: string, about: string, level: Diagnostic['severity']): ReportingDescriptor {
  return {id, shortDescription: {text: about}, defaultConfiguration: {level}};
}

interface Around {
  readonly textOf: CheckReport['textOf'];
  readonly root: string;
  readonly descriptors: readonly ReportingDescriptor[];
}

function resultOf({severity, rule, message, place, also, suggestion}: Diagnostic, around: Around): Result {
  const ruleIndex = around.descriptors.findIndex(({id}) => id === rule);
  return {
    ...(rule !== undefined && {ruleId: rule, ruleIndex}),
    level: severity,
    message: {text: message},
    locations: place ? [locationOf(place, around)] : [],
    ...(also && {relatedLocations: [{...locationOf(also.place, around), message: {text: also.message}}]}),
    ...(place && suggestion !== undefined && {fixes: [fixOf(place, suggestion, around)]}),
  };
}

function locationOf(place: SourceRange, around: Around): Location {
  return {physicalLocation: {artifactLocation: artifactOf(place, around), region: regionOf(place, around)}};
}

function fixOf(place: SourceRange, suggestion: string, around: Around): NonNullable<Result['fixes']>[number] {
  const replacement = {deletedRegion: regionOf(place, around), insertedContent: {text: suggestion}};
  return {artifactChanges: [{artifactLocation: artifactOf(place, around), replacements: [replacement]}]};
}

function artifactOf({file}: SourceRange, {root}: Around) {
  return {uri: encodeURI(pathFrom(root, file)), uriBaseId: ROOT};
}

function regionOf({file, start, end}: SourceRange, {textOf}: Around) {
  const text = textOf(file) ?? '';
  const [from, to] = [lineIndex(text).positionOf(start), lineIndex(text).positionOf(end)];
  return {startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column};
}
