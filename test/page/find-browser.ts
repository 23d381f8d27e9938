import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

export const BROWSER_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * An installed Chromium (or the one named by CHROMIUM). Without one the browser tests are left out, loudly; in CI
 * that is an error, so that nobody believes they ran.
 */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM'];
  const found = (named === undefined ? PLACES : [named]).find((place) => existsSync(place));
  if (found !== undefined) return found;
  const problem = 'No browser is installed, the pages were NOT looked at. Install one: apt-get install chromium';
  if (process.env['CI'] !== undefined) throw new Error(problem);
  process.stderr.write(`\n${'!'.repeat(problem.length)}\n${problem}\n${'!'.repeat(problem.length)}\n`);
  return undefined;
}
