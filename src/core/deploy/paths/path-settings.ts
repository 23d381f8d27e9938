/** How file names of profiles become paths of the repository. */
export interface PathSettings {
  /** Beginnings of profile paths with what stands for them in the repository, the longest first. */
  readonly prefixes: readonly { readonly from: string; readonly to: string }[];
  /** Folder of the service in a monorepo; empty = the whole repository. */
  readonly root: string;
}
