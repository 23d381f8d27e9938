import type { Dependency } from './dependency-change.ts';

/** Gemfile.lock: sections in capitals, gems of `specs:` indented by four, what they need by six; the interpreter by three. */
export function readGemfileLock(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  let section = '';
  let commit = '';
  for (const line of text.split('\n')) {
    if (/^[A-Z]/.test(line)) [section, commit] = [line.trim(), ''];
    else if (section === 'GIT' && line.startsWith('  revision: ')) commit = line.slice(12).trim().slice(0, 7);
    else if (section === 'GEM' || section === 'GIT') {
      // Native gems are listed once for each platform.
      const gem = /^ {4}([\w.-]+) \(([^()-]+)(?:-[^()]*)?\)/.exec(line);
      if (gem !== null)
        found.push({ ecosystem: 'rubygems', name: gem[1]!, version: commit === '' ? gem[2]! : `${gem[2]!}#${commit}` });
    } else if (section === 'RUBY VERSION') {
      const version = /^ +ruby ([\d.]+)/.exec(line)?.[1];
      if (version !== undefined) found.push({ ecosystem: 'runtime', name: 'ruby', version });
    }
  }
  return found;
}
