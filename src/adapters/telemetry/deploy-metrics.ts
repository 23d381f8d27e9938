import { Counter, Gauge, type Registry } from 'prom-client';
import type { CheckedDeploy, DeployMeter } from '../../pipeline/deploy-ports.ts';

/** Names of C++ templates go on for kilobytes. */
const LONGEST_LABEL = 200;

export interface DeployMetrics extends DeployMeter {
  /** Called at each scrape. */
  watchDeploys(newest: () => Promise<readonly CheckedDeploy[]>): void;
}

/** What was deployed lately, as numbers to alert on: one series a service, that of its newest deploy. */
export function deployMetrics(registers: Registry[]): DeployMetrics {
  const checks = new Counter({
    name: 'burnscope_deploy_checks_total',
    help: 'Deploys that were looked at, by what the comparison came to',
    labelNames: ['outcome'],
    registers,
  });
  return {
    deployCheck: (outcome) => checks.inc({ outcome }),
    watchDeploys(newest) {
      const gauge = new Gauge({
        name: 'burnscope_deploy_regressed',
        help: 'Whether the newest compared deploy of a service regressed; the function names what changed most',
        labelNames: ['service', 'version', 'environment', 'function'],
        registers,
        async collect() {
          const deploys = await newest();
          gauge.reset();
          for (const { deploy, check } of deploys) {
            const isRegressed = check.outcome === 'regressed';
            gauge.set(
              {
                service: short(deploy.service),
                version: short(deploy.toVersion),
                ...(deploy.environment === undefined ? {} : { environment: short(deploy.environment) }),
                ...(isRegressed ? changed(check) : {}),
              },
              isRegressed ? 1 : 0,
            );
          }
        },
      });
    },
  };
}

function changed({ findings, verdict }: CheckedDeploy['check']): { readonly function?: string } {
  const name = findings[0]?.function ?? verdict?.culprits[0]?.functions[0];
  return name === undefined ? {} : { function: short(name) };
}

function short(text: string): string {
  return text.toWellFormed().slice(0, LONGEST_LABEL);
}
