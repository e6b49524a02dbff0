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
    /** Paths in the folder to pack. Default: the folder itself. */
    readonly entries?: string[];
    ignore?(path: string): boolean;
    map?(header: Header): Header;
    /** Bits to remove from every mode. Default: the umask of the process. */
    readonly umask?: number;
    readonly strict?: boolean;
    /** Whether to end the archive after the last entry. Default: `true`. */
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
    /** Bits to remove from every mode. Default: the umask of the process. */
    readonly umask?: number;
    /** Whether to fail on entries other than files, folders and links. Default: `true`. */
    readonly strict?: boolean;
  }

  export function pack(folder: string, options?: PackOptions): Readable;
  export function extract(folder: string, options?: ExtractOptions): Writable;
}
