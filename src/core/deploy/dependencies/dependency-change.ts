/** Whose registry a package is from. `runtime`: a language, or the image that a container stands on. */
export type Ecosystem =
  | 'go'
  | 'npm'
  | 'pypi'
  | 'cargo'
  | 'maven'
  | 'rubygems'
  | 'composer'
  | 'nuget'
  | 'hex'
  | 'runtime';

/**
 * A package whose version another one took the place of. Absent `from`: it is new, absent `to`: it is gone, both absent: it came or
 * went without a version of its own. Versions are as the file has them; ranges where it has ranges.
 */
export interface DependencyChange {
  readonly ecosystem: Ecosystem;
  /** As its registry writes it: Maven `group:artifact`, PyPI and runtimes in small letters, Go the module's path. */
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** One line of a lock file or manifest. `version` is '' where the file leaves it to another one. */
export interface Dependency {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
}

/** Reads a text; undefined: it is broken, so nothing may be said of it. Never throws. */
export type DependencyReader = (text: string) => readonly Dependency[] | undefined;
