import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** The part of esbuild's metafile that shows which files have code in which outputs. */
export interface BundledFiles {
  readonly outputs: Readonly<Record<string, {readonly inputs: Readonly<Record<string, BundledFile>>}>>;
}

interface BundledFile {
  readonly bytesInOutput: number;
}

/**
 * The licenses of all packages that have code in a bundle, according to esbuild's metafile.
 * @throws for a license that is not known to be permissive, and for a package without license text
 */
export async function thirdPartyNotices({outputs}: BundledFiles): Promise<string> {
  const files = Object.values(outputs).flatMap(({inputs}) =>
    Object.entries(inputs).flatMap(([file, {bytesInOutput}]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = new Set(files.flatMap(file => packageFolder(file) ?? []));
  const packages = await Promise.all([...folders].toSorted().map(readPackage));
  const sections = [...titlesByText(packages)].map(
    ([text, titles]) => `${[...titles].join('\n')}\n\n${text}`,
  );
  return `${[INTRODUCTION, ...sections].join(RULE)}\n`;
}

const INTRODUCTION = 'bottle contains code from the packages below, under the licenses of their authors.';
const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/** `node_modules/a/node_modules/@b/c` for a file in it; the innermost package counts. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** Licenses under which code may be part of a program with another license if their text is included. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/** The keys of a package.json that the notices use. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: unknown;
}

interface Notice {
  readonly title: string;
  readonly text: string;
}

async function readPackage(folder: string): Promise<Notice> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const {name, version, license} = manifest;
  if (license === undefined || !PERMISSIVE.includes(license))
    throw new Error(`${name} cannot be bundled without review: its license is ${String(license)}`);
  const text = (await licenseText(folder)) || textForManifest(manifest);
  return {title: `${name} ${version} (${license})`, text};
}

async function licenseText(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter(file => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = await Promise.all(
    files.toSorted().map(async file => await readFile(join(folder, file), 'utf8')),
  );
  return texts.map(text => text.trim()).join('\n\n');
}

/** For packages that declare their license only in package.json. */
function textForManifest({name, license, author}: Manifest): string {
  if (license !== 'ISC' || typeof author !== 'string') throw new Error(`${name} has no license text`);
  return `Copyright (c) ${author}\n\n${ISC}`;
}

/** https://spdx.org/licenses/ISC.html */
const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

/** Packages by the same author often have the same license text, and a package may be installed in several places. */
function titlesByText(packages: readonly Notice[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byText = new Map<string, Set<string>>();
  for (const {title, text} of packages) byText.set(text, (byText.get(text) ?? new Set<string>()).add(title));
  return byText;
}
