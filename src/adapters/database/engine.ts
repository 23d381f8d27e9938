import type { ConstructorOptions } from 'pg-boss';

type Row = Readonly<Record<string, unknown>>;

/** A connection, or the pool of them. Rejects with a Failure. */
export interface Executor {
  /** One statement with `$1` parameters. */
  query(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Several statements, no parameters. */
  script(text: string): Promise<void>;
}

/** What PGlite and PostgreSQL do differently; all SQL is written once, above it. */
export interface Engine extends Executor {
  /** For messages: where the rows are, without credentials. */
  readonly name: string;
  /** True when no other process can be working on the same rows. */
  readonly exclusive: boolean;
  /** How pg-boss reaches the same database. */
  readonly boss: ConstructorOptions;
  /** Rejects with what `work` threw, untouched, or with a Failure of the database. */
  transaction<T>(work: (executor: Executor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
