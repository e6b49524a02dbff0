/** The part of tar-fs (https://github.com/mafintosh/tar-fs) that bottle uses; the package has no types. */
declare module 'tar-fs' {
  import type {Readable, Writable} from 'node:stream';

  export interface Header {
    name: string;
    /** The target of a link, as written in the archive. */
    linkname?: string | null;
    type?: string | null;
    mode?: number;
    uid?: number;
    gid?: number;
  }

  export interface PackOptions {
    /** Paths below the folder to pack; the folder itself by default. */
    readonly entries?: string[];
    ignore?(path: string): boolean;
    map?(header: Header): Header;
    /** Removed from every mode; the umask of the process by default. */
    readonly umask?: number;
    readonly strict?: boolean;
    /** Whether the archive ends with the last entry. Default: it does. */
    readonly finalize?: boolean;
    /** Called after the last entry. */
    finish?(pack: Archive): void;
  }

  export interface Archive extends Readable {
    entry(header: Readonly<Header>, content: string | Buffer): void;
    finalize(): void;
  }

  export interface ExtractOptions {
    ignore?(path: string, header?: Header): boolean;
    map?(header: Header): Header;
    /** Removed from every mode; the umask of the process by default. */
    readonly umask?: number;
    /** Whether an entry that is neither a file, a folder nor a link is an error, as by default. */
    readonly strict?: boolean;
  }

  export function pack(folder: string, options?: PackOptions): Readable;
  export function extract(folder: string, options?: ExtractOptions): Writable;
}
