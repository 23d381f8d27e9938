import { arrowOf, formatShare, moverName } from './mover-text.ts';
import type { PictureRequest } from './picture.ts';
import type { DrawnMover } from './select-movers.ts';
import { cutRight } from './shorten-name.ts';
import { type PanelStudy, studyPanel, withoutMovers } from './study-panel.ts';

/** Slack's limit for alt_text, https://docs.slack.dev/reference/block-kit/blocks/image-block */
const LONGEST = 2_000;
const LONGEST_NAME = 120;
const LONGEST_LINE = 160;

/** The picture in words, at most 2,000 characters (UTF-16): the same facts as its movers, for those who cannot see it. */
export function describePicture(request: PictureRequest): string {
  const kind = request.differential ? 'Differential flame graph' : 'Flame graph';
  const panels = request.panels.map((panel) => describePanel(studyPanel(panel, request.differential)));
  const text = [kind, plain(request.title), plain(request.subtitle), ...panels].filter(Boolean).map(sentence).join(' ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`;
}

function describePanel(study: PanelStudy): string {
  const parts = [
    ...study.found.movers.map(describeMover),
    ...study.found.gone.map((mover) => `gone: ${describeMover(mover)}`),
  ];
  if (typeof study.graph === 'string') parts.unshift(plain(study.graph));
  parts.push(...[withoutMovers(study) ?? ''].filter((part) => part !== ''));
  if (study.note !== '') parts.push(plain(study.note));
  const facts = parts.join('; ');
  return `${plain(study.title)}${facts === '' ? '' : `: ${facts}`}`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function describeMover(mover: DrawnMover): string {
  return `${arrowOf(mover.share)} ${formatShare(mover.share)} ${clean(moverName(mover, LONGEST_NAME))}`;
}

function plain(text: string): string {
  return cutRight(clean(text), LONGEST_LINE);
}

/** Control characters and direction overrides would break or reverse the sentence around a name. */
function clean(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD');
}
