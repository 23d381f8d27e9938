/** `npm run bench`: every figure, one JSON line each. A bench that lacks its data says so and the others go on. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'webhook-to-post',
  'mapping',
  'picture',
  'picture-peers',
  'healthy-picture',
  'colour-blind',
  'page-in-browser',
  'formats',
  'pprof-oracle',
  'ranking',
  'ranking/hosts',
  'ranking/synthetic',
  'ranking/waits',
  'engine-speed',
  'fuzz',
  'alerts',
  'blame',
  'blame-speed',
  'deploy-rules',
  'deploy-check',
  'onset',
  'embedded',
  'pushes',
];

const wanted = process.argv.slice(2);
let failed = 0;
for (const name of wanted.length > 0 ? wanted : BENCHES) {
  process.stderr.write(`— ${name}\n`);
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
