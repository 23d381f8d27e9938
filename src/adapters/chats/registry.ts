import { InboxSection } from './inbox.ts';
import { SlackSection } from './slack-section.ts';

/** The settings of every chat we can speak to; a new one is a file beside this, a line here and one in `app`. */
export const chatSections = [InboxSection, SlackSection] as const;
