import { embedded } from './embedded.ts';

/** Every profile store we can ask; a new one is a file beside this and a line here. */
export const storeAdapters = [embedded] as const;
