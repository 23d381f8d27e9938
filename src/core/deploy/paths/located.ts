/** What of a frame is looked up: its original name and its file as the profile has them; either may be empty. */
export interface FrameSource {
  readonly function: string;
  readonly file: string;
}

/**
 * Whose code a frame is where it is not the service's own. `runtime`: the language's own library, the runtime, the system.
 * `library`: packages fetched by a package manager. `vendored`: others' code copied into this repository. `generated`: written
 * by a program, so its cause lies elsewhere.
 */
export type Elsewhere = 'library' | 'runtime' | 'vendored' | 'generated';

/** Where the source of a frame is in a repository. */
export type Located =
  /** `compiled`: the profile names the output, this is its source, and line numbers of the profile do not fit. */
  | { readonly kind: 'found'; readonly path: string; readonly compiled?: true }
  /** Several files fit equally well. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly string[]; readonly compiled?: true }
  /** `path`: where such a file is in the repository all the same. */
  | { readonly kind: 'elsewhere'; readonly why: Elsewhere; readonly path?: string }
  | { readonly kind: 'unknown' };
