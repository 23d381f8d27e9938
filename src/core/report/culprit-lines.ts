import type { Deploy } from '../deploy/deploy.ts';
import type { Instant } from '../instant.ts';
import type { Culprit } from './analysis.ts';
import { clockTime } from './clock-time.ts';
import { oneLine, text } from './plain-parts.ts';
import type { Line, Span } from './report.ts';

/** What the evidence lets one say of a commit; correlation where it is no more. */
const WORDS: Readonly<Record<Culprit['evidence'], string>> = {
  'changed-lines': 'changed in',
  'new-function': 'added in',
  'changed-caller': 'its caller changed in',
  'dependency-bump': 'its package changed in',
  'in-deploy-only': 'the only commit that changes code is',
};

/** ` — changed in 4f2c1e9 “cache tax bands” (#12) by Mira, v1.5.0`; names of people are text, never mentions. */
export function culpritSpans(culprit: Culprit, deploy: Deploy | undefined): readonly Span[] {
  const perhaps = culprit.confidence === 'weak' ? 'perhaps ' : '';
  const request = culprit.pullRequest === undefined ? '' : ` (#${culprit.pullRequest})`;
  const version = deploy === undefined ? '' : `, ${oneLine(deploy.toVersion)}`;
  return [
    text(` — ${perhaps}${WORDS[culprit.evidence]} `),
    commitSpan(culprit),
    text(` “${oneLine(culprit.subject)}”${request} by ${oneLine(culprit.author)}${version}`),
  ];
}

/** Commits beside the first one: a person looks at these next. */
export function otherCulprits(culprits: readonly Culprit[]): readonly Line[] {
  return culprits.slice(1).map((culprit): Line => {
    const why = culprit.why === undefined ? '' : `: ${culprit.why}`;
    return [
      text('Or '),
      commitSpan(culprit),
      text(` “${oneLine(culprit.subject)}” by ${oneLine(culprit.author)}${why}`),
    ];
  });
}

/** Every deploy that may explain it, where there is more than the one that was named. */
export function deploysLine(deploys: readonly Deploy[], now: Instant): readonly Line[] {
  if (deploys.length < 2) return [];
  return [[text(`Deployed before: ${deploys.map((deploy) => describeDeploy(deploy, now)).join(', ')}.`)]];
}

function describeDeploy({ kind, fromVersion, toVersion, at }: Deploy, now: Instant): string {
  const version = oneLine(toVersion);
  const when = `at ${clockTime(at, now)}`;
  if (kind === 'feature-flag') return `flag ${version} ${when}`;
  if (kind === 'config') return `settings ${version} ${when}`;
  if (kind === 'rollback' && fromVersion !== undefined)
    return `rolled back from ${oneLine(fromVersion)} to ${version} ${when}`;
  return `${version} ${when}`;
}

function commitSpan({ commit, permalink }: Culprit): Span {
  const short = commit.slice(0, 7);
  return permalink === undefined ? { kind: 'code', text: short } : { kind: 'link', text: short, url: permalink };
}
