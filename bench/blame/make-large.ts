import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the large repository is like: services in Go, a merge of a pull request every tenth commit, a tag every fiftieth. */
export const LARGE = { commits: 100_000, files: 6_000, functions: 12 } as const;
const PER_TAG = 50;
const PER_MERGE = 10;

/** Numbers that are the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function pathOf(file: number): string {
  return `services/s${Math.floor(file / 60)}/pkg${Math.floor(file / 12) % 5}/file${file}.go`;
}

function textOf(file: number, versions: readonly number[]): string {
  const functions = versions.map((version, index) => {
    const body = Array.from({ length: 8 }, (_, line) => `\ttotal += weigh(item, ${file + line * version})\n`).join('');
    return `// work${file}x${index} weighs what it is given.\nfunc work${file}x${index}(item int) int {\n\ttotal := ${version}\n${body}\treturn total\n}\n`;
  });
  return `package pkg${Math.floor(file / 12) % 5}\n\n${functions.join('\n')}`;
}

/** Makes it in an empty bare repository by `git fast-import`. https://git-scm.com/docs/git-fast-import */
export async function makeLarge(folder: string): Promise<void> {
  const child = spawn('git', ['--git-dir', folder, 'fast-import', '--quiet', '--force'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const roll = dice(7);
  const versions = Array.from({ length: LARGE.files }, () => Array.from({ length: LARGE.functions }, () => 0));
  const inline = (file: number) => {
    const text = textOf(file, versions[file] ?? []);
    return `M 100644 inline ${pathOf(file)}\ndata ${text.length}\n${text}\n`;
  };
  let branched: readonly number[] = [];
  for (let index = 0; index < LARGE.commits; index++) {
    // Of ten commits the ninth is a branch, which the next one passes by and the one after it merges.
    const place = index === 0 ? -1 : index % PER_MERGE;
    const subject = place === 0 ? `Merge pull request #${index} from shop/branch` : `pkg: change ${index}`;
    const changed =
      place === -1 ? [...versions.keys()] : place === 0 ? branched : [roll(LARGE.files), roll(LARGE.files)];
    if (place === 8) branched = changed;
    const module = index === 0 ? ['M 100644 inline go.mod\ndata 24\nmodule example.com/shop\n\n'] : [];
    const lines = changed.map((file) => {
      const own = versions[file];
      if (own !== undefined && place > 0) own[roll(LARGE.functions)] = index;
      return inline(file);
    });
    const parents = `from :${place === 9 ? index - 1 : index}\n${place === 0 ? `merge :${index - 1}\n` : ''}`;
    const tag = index % PER_TAG === 0 ? `reset refs/tags/v1.${index / PER_TAG}.0\nfrom :${index + 1}\n\n` : '';
    const text = `commit refs/heads/main\nmark :${index + 1}\ncommitter Mira <mira@shop.example> ${1_600_000_000 + index * 600} +0000\ndata ${subject.length}\n${subject}\n${index === 0 ? '' : parents}${module.join('')}${lines.join('')}\n${tag}`;
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`);
}
