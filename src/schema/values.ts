/** Names and values. Numbers and booleans become strings, exactly as written. */
export type Scalars = Record<string, string | number | boolean>;

/** One env file or a list. If several files set a variable, the last one takes precedence. */
export type EnvFiles = string | (string | EnvFile)[];

/** A file of environment variables, in the syntax of Docker Compose. */
export interface EnvFile {
  /**
   * The path of the file, relative to the launch file.
   * @examples ["./local.env"]
   */
  path: string;
  /**
   * Whether the file must exist.
   * @default true
   */
  required?: boolean;
  /**
   * How the file is read: `raw` takes everything after `=` as the value, including quotes and `$`. Default: the syntax of
   * Docker Compose.
   */
  format?: 'raw';
}

/**
 * A duration: a number and `ms`, `s`, `m` or `h`, or a sum of these, such as `1m30s`.
 * @unit `ms`, `s`, `m` or `h`
 * @pattern ^(\d+(\.\d+)?(ms|s|m|h))+$
 * @patternErrorMessage expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`
 * @examples ["30s"]
 */
export type Duration = string;

/**
 * A command. A string runs in the shell (references are passed as environment variables, never as script text); a list runs
 * without a shell.
 */
export type Command = string | Argv;

/**
 * A program and its arguments.
 * @minItems 1
 */
export type Argv = string[];

/**
 * The shell for a command given as a string: `sh`, `bash`, `dash`, `ksh`, `zsh` or the path to one. It runs with `-e`, so a
 * script stops at the first failing line.
 * @default sh
 * @pattern ^(.*\/)?(sh|bash|dash|ksh|zsh)$
 * @patternErrorMessage expected `sh`, `bash`, `dash`, `ksh`, `zsh` or the path to one of them
 */
export type Shell = string;

/**
 * The name of an output: a letter, then letters, digits, `_` or `-`.
 * @pattern ^[A-Za-z][A-Za-z0-9_-]*$
 * @patternErrorMessage expected the name of an output: a letter, then letters, digits, `_` or `-`
 * @examples ["version"]
 */
export type OutputName = string;

/**
 * A published port, or a range of ports: `[host address:][host port]:container port[/protocol]`.
 * @pattern \$\{\{|^((\[[\da-fA-F:.]+\]:|[\d.]+:)?(\d{1,5}(-\d{1,5})?)?:)?\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$
 * @patternErrorMessage expected `[host address:][host port]:container port[/protocol]` such as `8080:80`
 * @coarse
 * @examples ["8080:80", "${{ tasks.address.ip }}::80"]
 */
export type PortMapping = string;

/**
 * A port, or a range of ports: `port[/protocol]`.
 * @pattern \$\{\{|^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$
 * @patternErrorMessage expected `port[/protocol]` such as `"8080"`
 * @examples ["8080"]
 */
export type ExposedPort = string;

/**
 * A mount: `source:/target[:ro]`.
 * @pattern \$\{\{|^[^:]+:\/[^:]*(:(ro|rw))?$
 * @patternErrorMessage expected `source:/target[:ro]` such as `./data:/data:ro`
 * @coarse
 * @examples ["./data:/data:ro"]
 */
export type Mount = string;

/**
 * A mount: `source:/target[:options]`, or only `/target` for an anonymous volume.
 * @pattern \$\{\{|^([^:]+:)?\/[^:]*(:[\w,]+)?$
 * @patternErrorMessage expected `source:/target[:options]` such as `./data:/data:ro`
 * @coarse
 * @examples ["./data:/data:ro"]
 */
export type ContainerMount = string;

/**
 * The mode of a file in octal digits.
 * @pattern ^[0-7]{3,4}$
 * @patternErrorMessage expected a mode in octal digits such as `"0440"`
 * @examples ["0440"]
 */
export type FileMode = string;

/**
 * A path that is kept in memory: `/target[:options]`.
 * @pattern \$\{\{|^\/[^:]*(:[^:]*)?$
 * @patternErrorMessage expected `/target[:options]` such as `/tmp:size=64m`
 * @coarse
 * @examples ["/tmp:size=64m"]
 */
export type MemoryMount = string;

/**
 * A host name and its address: `name:address`.
 * @pattern \$\{\{|^[^:\s]+:\S+$
 * @patternErrorMessage expected `name:address` such as `db.local:172.30.0.2`
 * @examples ["host.docker.internal:host-gateway"]
 */
export type HostEntry = string;

/**
 * An IPv4 or IPv6 address.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)$
 * @patternErrorMessage expected an address such as `172.30.0.2`
 * @examples ["172.30.0.2"]
 */
export type Address = string;

/**
 * A MAC address.
 * @pattern \$\{\{|^[\da-fA-F]{2}([:-][\da-fA-F]{2}){5}$
 * @patternErrorMessage expected a MAC address such as `02:42:ac:11:65:43`
 * @examples ["02:42:ac:11:65:43"]
 */
export type MacAddress = string;

/**
 * A range of addresses in CIDR notation: an address and a prefix length.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)\/\d{1,3}$
 * @patternErrorMessage expected a range of addresses such as `172.30.0.0/24`
 * @examples ["172.30.0.0/24"]
 */
export type Subnet = string;

/**
 * A size in bytes: a number and `b`, `k`, `m` or `g` (powers of 1024).
 * @unit `b`, `k`, `m` or `g`
 * @pattern \$\{\{|^\d+(\.\d+)?[bkmg]$
 * @patternErrorMessage expected a size such as `512m` or `2g`
 * @examples ["512m"]
 */
export type ByteSize = string;

/**
 * A size in bytes, or `-1` for no limit.
 * @unit `b`, `k`, `m` or `g`
 * @pattern \$\{\{|^(-1|\d+(\.\d+)?[bkmg])$
 * @patternErrorMessage expected a size such as `512m`, or `"-1"` for no limit
 * @examples ["2g"]
 */
export type ByteLimit = string;

/**
 * A string with references, in place of a number.
 * @pattern \$\{\{
 * @patternErrorMessage expected a number, or a reference such as `${{ vars.number }}`
 */
export type Reference = string;

/**
 * A non-negative number, or a reference.
 * @minimum 0
 * @asType integer
 */
export type Count = number | Reference;

/**
 * An address or a range of addresses.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)(\/\d{1,3})?$
 * @patternErrorMessage expected an address or a range such as `172.30.0.0/24`
 * @coarse
 */
export type Cidr = string;

/**
 * An empty map: `{}`.
 * @skeleton {}
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the closed empty map is the point
export interface EmptyMap {}

/**
 * A URL, or only a path.
 * @pattern \$\{\{|^([hH][tT][tT][pP][sS]?:\/\/|\/)
 * @patternErrorMessage expected an `http` or `https` URL such as `http://127.0.0.1:8080/health`
 * @coarse
 */
export type Url = string;
