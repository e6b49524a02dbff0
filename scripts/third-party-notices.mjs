import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * The licenses of all packages that have code in a bundle, according to esbuild's metafile.
 * @throws for a license that is not known to be permissive, and for a package without license text
 */
export async function thirdPartyNotices({outputs}) {
  const files = Object.values(outputs).flatMap(({inputs}) =>
    Object.keys(inputs).filter(file => inputs[file].bytesInOutput > 0),
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
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** Licenses under which code may be part of a program with another license if their text is included. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

async function readPackage(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const {name, version, license} = manifest;
  if (!PERMISSIVE.includes(license))
    throw new Error(`${name} cannot be bundled unseen: its license is ${license}`);
  const text = (await licenseText(folder)) || textForManifest(manifest);
  return {title: `${name} ${version} (${license})`, text};
}

async function licenseText(folder) {
  const files = (await readdir(folder)).filter(file => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = await Promise.all(
    files.toSorted().map(async file => await readFile(join(folder, file), 'utf8')),
  );
  return texts.map(text => text.trim()).join('\n\n');
}

/** For packages that name their license in package.json only. */
function textForManifest({name, license, author}) {
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

/** Packages of one author often have the very same text, and one package may be there in several places. */
function titlesByText(packages) {
  const byText = new Map();
  for (const {title, text} of packages) byText.set(text, (byText.get(text) ?? new Set()).add(title));
  return byText;
}
