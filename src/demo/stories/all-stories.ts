import type { Story } from '../story.ts';
import { chatQuestions } from './chat-questions.ts';
import { chatTroubles } from './chat-troubles.ts';
import { letters } from './letters.ts';
import { repairs } from './repairs.ts';
import { trade } from './trade.ts';

/** Every conversation that the demo plays. People, letters and the shop are invented. */
export const stories: readonly Story[] = [...chatQuestions, ...chatTroubles, ...repairs, ...letters, ...trade];
