import { minutesOf } from '../incident/refinement.ts';
import type { Instant } from '../instant.ts';
import type { Verdict } from './analysis.ts';
import { clockTime } from './clock-time.ts';
import { isQuiet, type FirstAnswer } from './compare-answers.ts';
import type { Line, Report } from './report.ts';

/** The last line of a first answer that gets a second look: the reader need not wait for it, but knows of it. */
export function announceRefinement(report: Report, at: Instant, windowMs: number, now: Instant): Report {
  const sentence = `Will be refined at ${clockTime(at, now)}, when ${minutesOf(windowMs)} of the burn are recorded.`;
  return { ...report, lines: [...report.lines, plain(sentence)] };
}

/** `window` as `nameWindow` says it. The answer stays as it is; only this is added. */
export function confirmationSentence(window: string, first: FirstAnswer, now: Verdict): string {
  if (now.kind === 'not-enough-data') return `There is not enough data with ${window} either.`;
  const surer = !isQuiet(now.kind) && first.verdict?.confidence !== now.confidence;
  return `Confirmed with ${window}${surer ? `, now ${now.confidence}` : ''}.`;
}

export function confirmReport(report: Report, sentence: string): Report {
  return { ...report, lines: [...report.lines, plain(sentence)] };
}

/** What somebody may have acted on by now. */
export function changeSentence({ answeredAt, verdict }: FirstAnswer, now: Instant): string {
  const at = clockTime(answeredAt, now);
  if (verdict === undefined) return `The first answer, at ${at}, had no analysis.`;
  const confidence = isQuiet(verdict.kind) ? '' : ` (${verdict.confidence})`;
  return `The first answer, at ${at}, was: “${verdict.sentence}”${confidence}`;
}

/** Says first that the answer is another one, then what it had been. */
export function changeReport(report: Report, window: string, sentence: string): Report {
  const [verdict = [], ...rest] = report.lines;
  const changed: Line = [{ kind: 'strong', text: `Changed with ${window}: ` }, ...verdict];
  return { ...report, lines: [changed, plain(sentence), ...rest] };
}

export function failureSentence(why: string, first: FirstAnswer, now: Instant): string {
  const reason = why.replace(/[.\s]+$/, '');
  return `A second look came to nothing (${reason}): the answer of ${clockTime(first.answeredAt, now)} stands.`;
}

/** The first report with what became of the second look, in place of the announcement, which is its last line. */
export function keepFirstReport(report: Report, sentence: string, announced: boolean): Report {
  return { ...report, lines: [...(announced ? report.lines.slice(0, -1) : report.lines), plain(sentence)] };
}

function plain(text: string): Line {
  return [{ kind: 'text', text }];
}
