import type { Words } from '../words.ts';

export const alerts = {
  label: 'Alarme',
  title: 'Darum muss sich jemand kümmern',
  raised: 'Ausgelöst {{when}}',
  seeTo: 'Ich kümmere mich',
  open: 'Gespräch öffnen',
  flow: 'Ablauf öffnen',
  more_one: 'und {{count}} weiterer',
  more_other: 'und {{count}} weitere',
  seen: 'Sie kümmern sich jetzt darum',
} satisfies Words['alerts'];
