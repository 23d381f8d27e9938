import type { z } from 'zod';
import { crossCheck } from './cross-check.ts';
import { describeIssue } from './describe-issue.ts';
import { TeamFile } from './mapping-schema.ts';
import { ConfigError, type ConfigProblem } from './problem.ts';
import { ConfigFile, NO_FILE, type Config, type MappingSections, type Team } from './schema.ts';
import type { ConfigMatcher } from './matcher.ts';
import type { YamlFile } from './yaml-file.ts';

/** A team's file as read, with the scope that the main file puts on it. */
export interface IncludedFile {
  readonly yaml: YamlFile;
  readonly scope: readonly ConfigMatcher[];
}

const ONLY_MAIN = Object.keys(ConfigFile.shape).filter((key) => !(key in TeamFile.shape));
const ONLY_TEAM = Object.keys(TeamFile.shape).filter((key) => !(key in ConfigFile.shape));

/** Validates all files together. `known` are problems of reading them; with any problem at all, throws all of them. */
export function buildConfig(
  main: YamlFile,
  included: readonly IncludedFile[],
  known: readonly ConfigProblem[],
): Config {
  const problems: ConfigProblem[] = [...known, ...main.problems, ...included.flatMap(({ yaml }) => yaml.problems)];
  const elsewhere = { keys: ONLY_TEAM, where: 'only in the files of teams, which include: names' };
  const mainFile = parse(ConfigFile, main, elsewhere, problems);
  const teams = included.map(({ yaml, scope }): Team => {
    const team = parse(
      TeamFile,
      yaml,
      {
        keys: ONLY_MAIN,
        where: main.file === NO_FILE ? 'only in the main file' : `only in the main file, ${main.file}`,
      },
      problems,
    );
    return { ...team, ...placed(team, yaml), file: yaml.file, scope: [...scope, ...team.scope] };
  });
  const config: Config = { ...mainFile, ...placed(mainFile, main), file: main.file, teams };
  problems.push(...crossCheck(config, [main, ...included.map(({ yaml }) => yaml)]));
  if (problems.length > 0) throw new ConfigError(sorted(problems, main.file));
  return config;
}

/** The main file first, the others by name, and from top to bottom in each. */
export function sorted(problems: readonly ConfigProblem[], main: string): readonly ConfigProblem[] {
  const rank = ({ file }: ConfigProblem) => (file === main ? '' : file);
  return problems.toSorted((a, b) => {
    if (a.file !== b.file) return rank(a) < rank(b) ? -1 : 1;
    return a.line - b.line || a.column - b.column;
  });
}

/** What can be understood of a file; its problems are noted, and the sections without any are still looked at. */
function parse<T>(
  schema: z.ZodType<T>,
  yaml: YamlFile,
  elsewhere: { readonly keys: readonly string[]; readonly where: string },
  problems: ConfigProblem[],
): T {
  const parsed = schema.safeParse(yaml.plain ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const broken = new Set<PropertyKey | undefined>();
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) for (const key of issue.keys) broken.add(key);
    else broken.add(issue.path[0]);
    for (const { path, message } of describeIssue(issue, schema, elsewhere)) {
      problems.push(yaml.problemAt(path, message));
    }
  }
  const whole = broken.has(undefined) ? [] : Object.entries(yaml.plain ?? {});
  return schema.parse(Object.fromEntries(whole.filter(([key]) => !broken.has(key))));
}

function placed(sections: Pick<z.infer<typeof TeamFile>, keyof MappingSections>, yaml: YamlFile): MappingSections {
  const place = (...path: readonly PropertyKey[]) => `${yaml.file}:${yaml.problemAt(path, '').line}`;
  return {
    rules: sections.rules.map((rule, index) => ({ ...rule, place: place('rules', index) })),
    tests: sections.tests.map((test, index) => ({ ...test, place: place('tests', index) })),
    deploy_rules: sections.deploy_rules.map((rule, index) => ({ ...rule, place: place('deploy_rules', index) })),
    deploy_tests: sections.deploy_tests.map((test, index) => ({ ...test, place: place('deploy_tests', index) })),
    services: Object.fromEntries(
      Object.entries(sections.services).map(([name, service]) => [
        name,
        { ...service, place: place('services', name) },
      ]),
    ),
  };
}
