/** What a profile measures. `block` is who waits, `mutex` who held the lock they waited for. */
export type ProfileKind = 'cpu' | 'block' | 'mutex' | 'off-cpu' | 'wall';

/** A pprof value type, such as cpu/nanoseconds. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

/** One frame as recorded: a function at a line. Names are the originals. */
export interface Frame {
  readonly name: string;
  readonly file: string;
  /** Line inside the function; 0 when unknown. */
  readonly line: number;
  /** Line on which the function starts; 0 when unknown. */
  readonly startLine: number;
}

/** Labels of samples in columns: sample i has the pairs start[i]..start[i+1], of which pair j is texts[pairs[2j]] = texts[pairs[2j+1]]. */
export interface SampleLabels {
  readonly start: Int32Array;
  readonly pairs: Int32Array;
  readonly texts: readonly string[];
}

/** One decoded profile in columns. Sample i has frames[stacks[stackStart[i]..stackStart[i+1]]], root first. */
export interface Profile {
  readonly format: string;
  /** What the format leaves to the reader: folded text says neither what it measures nor in which unit, speedscope not what. */
  readonly unstated?: 'kind' | 'kind-and-unit';
  readonly sampleTypes: readonly ValueType[];
  /** Row-major: value of sample i for type t at [i * sampleTypes.length + t]. */
  readonly values: Float64Array;
  readonly stackStart: Int32Array;
  readonly stacks: Int32Array;
  readonly frames: readonly Frame[];
  /** Span, trace, thread and whatever else the recorder put on samples; absent when no sample has any. */
  readonly labels?: SampleLabels;
  /** Of one sample, in units of periodType; 0 when unknown. */
  readonly period: number;
  readonly periodType: ValueType;
  /** Milliseconds since the epoch; 0 when unknown. */
  readonly timeMs: number;
  /** 0 when unknown (Go block and mutex profiles have none). */
  readonly durationSeconds: number;
}

/** The sentence around it takes less than 60 characters. */
const LONGEST_PROBLEM = 240;
/** Kept of the end of a longer one, where the place stands. */
const KEPT_END = 80;

/** Thrown by every decoder: names the format, what is wrong, and where, in one line of at most 300 characters. */
export class MalformedProfile extends Error {
  readonly format: string;
  /** What is wrong, without the sentence around it. */
  readonly problem: string;
  constructor(format: string, given: string) {
    const problem = inOneLine(given);
    super(`not a readable ${format === 'profile' ? '' : `${format} `}profile: ${problem}`);
    this.name = 'MalformedProfile';
    this.format = format;
    this.problem = problem;
  }
}

/** Problems quote the file, which may hold anything: what would break the line or steer a terminal becomes a blank. */
function inOneLine(problem: string): string {
  const begin = problem.slice(0, LONGEST_PROBLEM);
  const text = problem.length > begin.length ? `${begin.slice(0, -KEPT_END - 1)}…${problem.slice(-KEPT_END)}` : begin;
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** A file that never was a profile, such as a note or a listing beside some: nothing of it can be mended or converted. */
export class ForeignFile extends MalformedProfile {}
