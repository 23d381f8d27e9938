import type { DeployCheck } from '../../../src/core/deploy/deploy-check.ts';
import type { ReportedDeploy } from '../../../src/core/deploy/deploy.ts';
import { sampleCheck, sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON, sampleIncident } from '../../support/sample-incident.ts';
import { sampleReport } from '../../support/sample-report.ts';
import { sampleAnalysis, sampleEvidence } from './sample-evidence.ts';
import type { TestWeb } from './start-test-web.ts';

/** Recorded, with its check where there is one; answers with its key. */
export async function recordDeploy(
  web: Pick<TestWeb, 'deployRecords'>,
  deploy: Partial<ReportedDeploy>,
  check?: Partial<DeployCheck>,
): Promise<string> {
  const [key] = await web.deployRecords.record([sampleDeploy({ service: 'checkout', ...deploy })], () => false);
  if (check !== undefined) await web.deployRecords.saveCheck(key!, sampleCheck(check));
  return key!;
}

/** A deploy that regressed, with everything that is kept of its check. */
export async function recordRegression(
  web: Pick<TestWeb, 'deployRecords' | 'checkedSubjects' | 'evidence'>,
  deploy: Partial<ReportedDeploy> = {},
): Promise<string> {
  const key = await recordDeploy(web, {
    environment: 'production',
    commit: '4f2c1e9a0b1c2d3e4f5061728394a5b6c7d8e9f0',
    actor: 'ana',
    url: 'https://ci.example/deployments/9',
    source: 'github',
    ...deploy,
  });
  await web.deployRecords.saveCheck(
    key,
    sampleCheck({
      outcome: 'regressed',
      verdict: sampleAnalysis().verdict,
      findings: [
        {
          rule: 'new in top 5',
          sentence: 'pricing.(*TaxTable).Lookup is new and takes 18 % of the CPU.',
          function: 'pricing.(*TaxTable).Lookup',
          profile: 'cpu',
        },
      ],
      told: ['oncall'],
      evidenceId: key,
    }),
  );
  await web.checkedSubjects.saveSubject(
    key,
    sampleIncident({
      id: key,
      cause: 'deploy',
      service: 'checkout',
      slo: 'deploy v1.4.2 → v1.5.0',
      state: 'answered',
      alerts: [],
    }),
  );
  const { burn: _none, ...evidence } = sampleEvidence({
    incidentId: key,
    report: {
      ...sampleReport(),
      headline:
        '🐢 checkout v1.5.0 costs 26 % more CPU per request since its deploy at 2026-11-22 14:09 UTC (nothing burns)',
    },
    onset: { at: NOON, method: 'deploy', certain: true, note: 'told by github' },
  });
  await web.evidence.keep(evidence);
  return key;
}
