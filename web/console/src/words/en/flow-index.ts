import { flowLanguage } from './flow-language.ts';
import { flows } from './flows.ts';

/** What only the pages of flows say; it comes with them. */
export const flowWords = { flows, flowLanguage } as const;
