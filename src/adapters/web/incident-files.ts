import type { Incident } from '../../core/incident/incident.ts';
import { FLAMES_FILE } from '../../pipeline/evidence.ts';
import type { Evidence, EvidenceFile } from '../../pipeline/evidence.ts';
import { NAMES } from './incident-movers.ts';
import { pathOf } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showBytes } from './page-quantity.ts';
import { isProfile, profilesOf } from './profile-sets.ts';

const KEPT = { chat: 'chat.png', phone: 'phone.png', wide: 'wide.png' } as const;
const PICTURES = [
  ['chat', 'png', 'Picture, 1280 × 720'],
  ['phone', 'png', 'Picture for phones, 1080 × 1350'],
  ['wide', 'png', 'Picture, 1920 × 1080'],
  ['wide', 'svg', 'Picture as SVG, whole names on every box'],
] as const;
const SIDES = { baseline: 'baseline', comparison: 'now' } as const;

/** What can be taken away; sizes of what is made only when it is asked for are not known. */
export function filesView({ id }: Incident, evidence: Evidence, links: PageLinks): object {
  const { files, analysis } = evidence;
  const fileOf = (name: string): EvidenceFile | undefined => files.find((file) => file.name === name);
  const path = (...pieces: readonly string[]): string => links.to(pathOf('incidents', id, ...pieces));
  const hasFlames = fileOf(FLAMES_FILE) !== undefined;
  const pictures = PICTURES.flatMap(([size, as, name]) => {
    const kept = as === 'png' ? fileOf(KEPT[size]) : undefined;
    if (kept !== undefined) return [{ name, href: path('files', kept.name), size: showBytes(kept.bytes) }];
    return hasFlames ? [{ name, href: path('pictures', `${size}.${as}`), size: '' }] : [];
  });
  const first = fileOf('first-answer.png');
  const compared = (analysis?.panels ?? []).filter(({ empty }) => empty === undefined);
  const alone = compared.map(({ profile }) => ({
    name: `${NAMES[profile]} alone, 1920 × 1080`,
    href: path('pictures', `${profile}-wide.png`),
    size: '',
  }));
  return {
    pictures: [
      ...pictures,
      ...(hasFlames ? alone : []),
      ...(first === undefined
        ? []
        : [{ name: 'Picture of the first answer', href: path('files', first.name), size: showBytes(first.bytes) }]),
    ],
    diffs: hasFlames
      ? compared.map(({ profile }) => ({
          name: `${NAMES[profile]} diff, folded stacks with both counts`,
          href: path('diff', `${profile}.folded`),
        }))
      : [],
    merged: profilesOf(evidence).map(({ name, kind, side, files: members, bytes }) => ({
      name: `${kind} ${SIDES[side]}, pprof`,
      href: path('merged', `${name}.pb.gz`),
      size: members.length === 1 ? showBytes(bytes) : `${members.length} profiles of ${showBytes(bytes)} in all`,
    })),
    profiles: files.filter(isProfile).map((file) => ({
      name: file.name,
      href: path('files', ...file.name.split('/')),
      size: showBytes(file.bytes),
    })),
    json: links.to(`${pathOf('incidents', id)}.json`),
  };
}

/** The picture that stands where no script draws; empty where none was kept. */
export function pictureView({ id }: Incident, { files, report }: Evidence, links: PageLinks): object | '' {
  if (!files.some(({ name }) => name === KEPT.chat)) return '';
  const path = `${pathOf('incidents', id)}.png`;
  const hasFlames = files.some(({ name }) => name === FLAMES_FILE);
  return {
    chat: links.to(path),
    full: hasFlames ? links.to(pathOf('incidents', id, 'pictures', 'wide.png')) : links.to(path),
    altText: report.altText,
  };
}
