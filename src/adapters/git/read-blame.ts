export interface BlamedLines {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: number;
  readonly lines: number;
}

/** Commits of `git blame --porcelain FROM..TO` that wrote lines in the range; boundary lines are older than it. */
export function readBlame(porcelain: string): readonly BlamedLines[] {
  const commits = new Map<string, { subject: string; author: string; at: number; lines: number; boundary: boolean }>();
  let current: { subject: string; author: string; at: number; lines: number; boundary: boolean } | undefined;
  for (const line of porcelain.split('\n')) {
    const header = /^([0-9a-f]{40,64}) \d+ \d+/.exec(line);
    if (header !== null) {
      const id = header[1] ?? '';
      current = commits.get(id) ?? { subject: '', author: '', at: 0, lines: 0, boundary: false };
      commits.set(id, current);
    } else if (current === undefined) continue;
    else if (line.startsWith('\t')) current.lines++;
    else if (line.startsWith('author ')) current.author = line.slice(7);
    else if (line.startsWith('author-time ')) current.at = Number(line.slice(12)) * 1000;
    else if (line.startsWith('summary ')) current.subject = line.slice(8);
    else if (line === 'boundary') current.boundary = true;
  }
  return [...commits]
    .filter(([, found]) => !found.boundary)
    .map(([commit, { subject, author, at, lines }]) => ({ commit, subject, author, at, lines }))
    .sort((a, b) => b.lines - a.lines);
}
