import { describe, expect, it } from 'vitest';
import { connectMeter } from '../../../src/adapters/telemetry/meter.ts';
import type { CheckedDeploy } from '../../../src/pipeline/deploy-ports.ts';
import { sampleCheck, sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';

describe('metrics of deploys', () => {
  it('count what checks came to', async () => {
    const meter = connectMeter();
    meter.deployCheck('regressed');
    meter.deployCheck('given up');

    expect(await gauges(meter.text(), 'burnscope_deploy_checks_total')).toEqual([
      'burnscope_deploy_checks_total{outcome="regressed"} 1',
      'burnscope_deploy_checks_total{outcome="given up"} 1',
    ]);
  });

  it('tell of each service whether its newest deploy regressed, and by which function', async () => {
    const meter = connectMeter();
    const finding = { rule: 'new in top 5', sentence: '', function: 'main.hash', profile: 'cpu' } as const;
    let newest = [
      checked({ service: 'checkout', environment: 'production' }, { outcome: 'regressed', findings: [finding] }),
      checked({ service: 'cart', toVersion: 'v"9\n' }, { outcome: 'improved', findings: [finding] }),
    ];
    meter.watchDeploys(async () => newest);

    expect(await gauges(meter.text(), 'burnscope_deploy_regressed')).toEqual([
      'burnscope_deploy_regressed{service="checkout",version="v1.5.0",environment="production",function="main.hash"} 1',
      String.raw`burnscope_deploy_regressed{service="cart",version="v\"9\n"} 0`,
    ]);

    newest = [checked({ service: 'checkout', toVersion: 'v1.5.1' }, {})];
    expect(await gauges(meter.text(), 'burnscope_deploy_regressed')).toEqual([
      'burnscope_deploy_regressed{service="checkout",version="v1.5.1"} 0',
    ]);
  });

  it('keep labels short, whatever a symbol is called', async () => {
    const meter = connectMeter();
    const culprit = {
      commit: 'a',
      subject: '',
      author: '',
      at: '',
      evidence: 'changed-lines',
      functions: ['std::map<'.repeat(1_000)],
    } as const;
    const verdict = { kind: 'code', confidence: 'sure', sentence: '', culprits: [culprit] } as const;
    meter.watchDeploys(async () => [checked({ toVersion: '9'.repeat(5_000) }, { outcome: 'regressed', verdict })]);

    const [line] = await gauges(meter.text(), 'burnscope_deploy_regressed');

    expect(line).toContain('function="std::map<');
    expect(line!.length).toBeLessThan(700);
  });
});

function checked(deploy: Parameters<typeof sampleDeploy>[0], check: Parameters<typeof sampleCheck>[0]): CheckedDeploy {
  return { key: 'd0', deploy: sampleDeploy(deploy), seenAt: NOON, check: sampleCheck(check) };
}

async function gauges(text: Promise<string>, name: string): Promise<readonly string[]> {
  return (await text).split('\n').filter((line) => line.startsWith(name));
}
