import { readBurnPairs } from '../adapters/metrics/burn-expression.ts';
import { loadAnyFile } from '../config/load-config.ts';
import { mappingOf } from '../config/mapping.ts';
import type { MappingTest } from '../config/mapping-schema.ts';
import { parseMatchers } from '../config/parse-matchers.ts';
import { runTest, type Difference, type TestResult } from '../config/run-tests.ts';
import type { Mapping } from '../core/alert/mapping.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { testDeployRules } from './test-deploy-rules.ts';
import { Usage } from './usage.ts';

interface NamedTest {
  readonly test: MappingTest;
  readonly name: string;
  readonly place: string;
}

/** One test with what became of it, and what programs are told beside that. */
export interface Told {
  readonly name: string;
  readonly place: string;
  readonly differences: readonly Difference[];
  readonly reasons: readonly string[];
  readonly more: object;
}

/** Runs the tests that stand in the files, or the one of the command line; exit 1 when anything is not as expected. */
export async function testConfig(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.files.length === 0) throw new Usage('test needs at least one configuration file');
  const given = testOfFlags(args);
  const told: Told[] = [];
  const summaries: string[] = [];
  for (const file of args.files) {
    const { config } = loadAnyFile(file);
    const mapping = mappingOf(config);
    if (given !== undefined) {
      const result = run(given.test, mapping);
      told.push(asTold({ ...given, place: file }, result));
      summaries.push(summaryOf(result));
      continue;
    }
    const mapped = testsOf([config, ...config.teams]).map((one) => asTold(one, run(one.test, mapping)));
    const judged = await testDeployRules(config);
    if (mapped.length + judged.length === 0) {
      terminal.complain(`${file}: there is nothing under tests: and deploy_tests:`);
    }
    told.push(...mapped, ...judged);
  }
  const failed = told.filter(({ differences }) => differences.length > 0);
  if (args.flag('json')) terminal.print(JSON.stringify({ tests: told.map(asJson) }, null, 2));
  else {
    for (const one of failed) for (const line of linesOf(one)) terminal.print(line);
    for (const summary of summaries) terminal.print(summary);
    terminal.print(`${told.length - failed.length} passed, ${failed.length} failed`);
  }
  return failed.length === 0 ? 0 : 1;
}

function run(test: MappingTest, mapping: Mapping): TestResult {
  return runTest(test, mapping, readBurnPairs);
}

function testsOf(
  files: readonly { readonly tests: readonly (MappingTest & { readonly place: string })[] }[],
): readonly NamedTest[] {
  return files.flatMap(({ tests }) =>
    tests.map((test) => ({ test, place: test.place, name: test.name ?? labelsText(test.labels) })),
  );
}

/** `--labels sloth_service=checkout --expect-service checkout`, as `amtool config routes test` takes its labels. */
function testOfFlags(args: Arguments): Pick<NamedTest, 'test' | 'name'> | undefined {
  const labels = args.texts('labels');
  const service = args.text('expect-service');
  const rule = args.text('expect-rule');
  const expectation = args.text('expect');
  if (labels.length === 0) {
    if (service ?? rule ?? expectation) throw new Usage('what is expected needs an alert: --labels a=b');
    return undefined;
  }
  if (expectation !== undefined && expectation !== 'none') throw new Usage('--expect takes none');
  if (expectation === 'none' && (service ?? rule) !== undefined)
    throw new Usage('--expect none and a plan exclude each other');
  const expr = args.text('expr');
  const plan = { ...(service === undefined ? {} : { service }), ...(rule === undefined ? {} : { rule }) };
  const test: MappingTest = {
    labels: labelsOf(labels),
    annotations: {},
    ...(expr === undefined ? {} : { expr }),
    expect: expectation === 'none' ? 'none' : plan,
  };
  return { test, name: labelsText(test.labels) };
}

function labelsOf(texts: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const text of texts) {
    for (const { label, operator, content } of parseMatchers(text)) {
      if (operator !== '=')
        throw new Usage(`--labels says what the labels are (a=b), not ${label}${operator}${content}`);
      labels[label] = content;
    }
  }
  return labels;
}

function linesOf({ name, place, differences, reasons }: Told): readonly string[] {
  const width = Math.max(...differences.map(({ key }) => key.length));
  return [
    `${place}: ${name}`,
    ...differences.flatMap(({ key, expected, actual }) => [
      `    ${key.padEnd(width)}  expected  ${expected}`,
      `    ${''.padEnd(width)}  actual    ${actual}`,
    ]),
    ...reasons.map((reason) => `    ${reason}`),
  ];
}

/** What the alert of the command line leads to, as one asked. */
function summaryOf({ mapped }: TestResult): string {
  if (mapped.kind === 'none') return `none: ${mapped.reason}`;
  return mapped.plans
    .map(
      ({ plan, because }) => `${plan.service} → ${plan.channels.join(', ')} ${labelsText(plan.selector)} (${because})`,
    )
    .join('\n');
}

function asTold({ name, place }: NamedTest, { mapped, differences, reasons }: TestResult): Told {
  const more = mapped.kind === 'none' ? { reason: mapped.reason } : { plans: mapped.plans };
  return { name, place, differences, reasons, more };
}

function asJson({ name, place, differences, reasons, more }: Told): unknown {
  return { place, name, passed: differences.length === 0, differences, reasons, ...more };
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
    .join(', ')}}`;
}
