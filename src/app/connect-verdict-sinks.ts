import { sectionOf } from '../adapters/git/section-of.ts';
import { connectGithub } from '../adapters/verdicts/github.ts';
import { connectGitlab } from '../adapters/verdicts/gitlab.ts';
import type { StatusTools } from '../adapters/verdicts/sink.ts';
import { connectVerdictWebhook } from '../adapters/verdicts/webhook.ts';
import type { Config } from '../config/schema.ts';
import type { VerdictSink } from '../pipeline/deploy-ports.ts';

/** Everybody who is told what deploys did, besides chats. */
export function connectVerdictSinks(
  { verdicts, repositories }: Pick<Config, 'verdicts' | 'repositories'>,
  tools: Omit<StatusTools, 'repositoryOf'>,
): readonly VerdictSink[] {
  const repositoryOf = (name: string) => sectionOf(repositories, name)?.url;
  return verdicts.map((section) => {
    switch (section.type) {
      case 'github':
        return connectGithub(section, { ...tools, repositoryOf });
      case 'gitlab':
        return connectGitlab(section, { ...tools, repositoryOf });
      case 'webhook':
        return connectVerdictWebhook(section, tools);
    }
  });
}
