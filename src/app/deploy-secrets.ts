import type { Config } from '../config/schema.ts';

interface SecretFile {
  readonly place: string;
  readonly file: string;
}

/** Files that are read when deploys are looked for or verdicts told: at the start it is told that one is missing, not then. */
export function deploySecrets({ deploys, verdicts }: Pick<Config, 'deploys' | 'verdicts'>): readonly SecretFile[] {
  return [
    ...deploys.grafana.flatMap(({ name, bearer_token_file: token, password_file: password }) => [
      ...at(`deploys.grafana: ${name}`, 'bearer_token_file', token),
      ...at(`deploys.grafana: ${name}`, 'password_file', password),
    ]),
    ...deploys.registries.flatMap(({ host, password_file: file }) =>
      at(`deploys.registries: ${host}`, 'password_file', file),
    ),
    ...verdicts.flatMap((section) =>
      section.type === 'webhook'
        ? at(`verdicts: ${section.name}`, 'secret_file', section.secret_file)
        : at(`verdicts: ${section.name}`, 'token_file', section.token_file),
    ),
  ];
}

function at(place: string, setting: string, file: string | undefined): readonly SecretFile[] {
  return file === undefined ? [] : [{ place: `${place}: ${setting}: `, file }];
}
