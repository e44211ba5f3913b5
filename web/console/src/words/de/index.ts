import type { Words } from '../words.ts';
import { account } from './account.ts';
import { alerts } from './alerts.ts';
import { design } from './design.ts';
import { inbox } from './inbox.ts';
import { people } from './people.ts';
import { problems } from './problems.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';

export const de = { account, alerts, design, inbox, people, problems, shell, signIn } satisfies Words;
