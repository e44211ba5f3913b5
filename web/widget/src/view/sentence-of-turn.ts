import type { TurnEntry } from '../../../../src/contract/webchat.ts';
import { type ChatWords, fill } from '../words.ts';

/** What became of the conversation, in a sentence; with the names that there are. */
export function sentenceOfTurn({ code, view }: Pick<TurnEntry, 'code' | 'view'>, words: ChatWords): string {
  const { agent, to } = view;
  const department = code === 'bringing' && to !== null ? to.department : view.department;
  const names = { agent: agent ?? '', department: department ?? '' };
  switch (code) {
    case 'waiting':
      return fill(department === null ? words.waiting : words.waitingIn, names);
    case 'bringing':
      if (to?.isSame === true) return words.bringingColleague;
      return fill(department === null ? words.bringing : words.bringingTo, names);
    case 'served':
      if (agent === null) return fill(department === null ? words.servedBySomebody : words.servedByDepartment, names);
      return fill(department === null ? words.servedBy : words.servedByFrom, names);
    case 'back':
      return agent === null ? words.back : fill(words.backWith, names);
    case 'closed':
      return words.closed;
    case 'reopened':
      return words.reopened;
  }
}
