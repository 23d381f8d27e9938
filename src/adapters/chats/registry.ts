import { inbox } from './inbox.ts';
import { slack } from './slack.ts';

/** Every chat we can speak to; a new one is a file beside this and a line here. */
export const chatAdapters = [inbox, slack] as const;
