import { GithubSection } from './github.ts';
import { GitlabSection } from './gitlab.ts';
import { VerdictWebhookSection } from './webhook.ts';

/** The settings of everybody who can be told what deploys did; a new one is a file beside this, a line here and one in `app`. */
export const verdictSections = [GithubSection, GitlabSection, VerdictWebhookSection] as const;
