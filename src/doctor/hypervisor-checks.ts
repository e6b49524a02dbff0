import {compareVersions} from 'compare-versions';
import type {Check, Finding} from './finding.ts';

/** The requirements of smolvm on macOS: Apple silicon, and macOS 11. */
export const macosCheck: Check = async ({arch, run}, signal) => {
  if (arch !== 'arm64') {
    const found = `this is \`${arch}\`, but smolvm needs Apple silicon`;
    return [
      {
        check: 'macos',
        status: 'missing',
        found,
        fix: 'use a Mac with Apple silicon, and Node built for it',
      },
    ];
  }
  const {stdout} = await run(['sw_vers', '-productVersion'], signal);
  const version = stdout.trim();
  if (compareVersions(version, '11') >= 0)
    return [{check: 'macos', status: 'good', found: `macOS ${version}`}];
  const found = `macOS ${version}; smolvm needs 11 or newer`;
  return [{check: 'macos', status: 'missing', found, fix: 'update macOS'}];
};

const ENTITLEMENT = 'com.apple.security.hypervisor';

/** Whether macOS allows smolvm to create machines. Without the entitlement, every start fails without a reason. */
export const signatureCheck: Check = async ({run}, signal) => {
  const {stdout: location} = await run(['sh', '-c', BINARY], signal);
  const path = location.trim();
  // Another check reports a missing smolvm.
  if (path === '') return [];
  const {stdout} = await run(['codesign', '-d', '--entitlements', '-', '--xml', path], signal);
  const signed = (status: Finding['status'], found: string) => ({check: 'signature', status, found}) as const;
  if (stdout.includes(ENTITLEMENT)) return [signed('good', `\`${path}\` may create machines`)];
  const fix = `reinstall smolvm, or sign it with an entitlements file that has \`${ENTITLEMENT}\`: \`codesign --force --sign - --entitlements FILE ${path}\``;
  return [{...signed('missing', `\`${path}\` is not signed with \`${ENTITLEMENT}\``), fix}];
};

/** The path of the program itself: `smolvm` may be a wrapper around `smolvm-bin`. */
const BINARY = 'path=$(command -v smolvm) || exit 0; [ ! -e "$path-bin" ] || path=$path-bin; echo "$path"';
