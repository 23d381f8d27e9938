import type { Instant } from '../instant.ts';

/** A new version of a service that went live. */
export interface Deploy {
  readonly service: string;
  /** What the version labels say: tag, version or commit. */
  readonly fromVersion?: string;
  readonly toVersion: string;
  /** When it went live, or the first profile that carries it. */
  readonly at: Instant;
  readonly source: 'profile labels' | 'webhook';
}

/** Lines of one function to look at in a repository. */
export interface Region {
  readonly function: string;
  /** As the profile names the file. */
  readonly file: string;
  readonly fromLine: number;
  readonly toLine: number;
}

/** One commit of the deploy range that wrote lines of a region. */
export interface BlamedCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: Instant;
  readonly function: string;
  /** Lines of the region that it wrote. */
  readonly lines: number;
  readonly permalink?: string;
}

/** Where a region is shown on the web, as it is in the deployed version. */
export interface BlamedPlace {
  readonly function: string;
  readonly file: string;
  readonly permalink: string;
}

export type BlameAnswer =
  | {
      readonly kind: 'commits';
      readonly commits: readonly BlamedCommit[];
      /** Of the regions whose file is known in the version; none where the repository has no pages. */
      readonly places?: readonly BlamedPlace[];
      readonly commitsInRange: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string };
