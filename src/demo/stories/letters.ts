import { asks, ends, moves, notes, replies, type Story, says } from '../story.ts';

/** Letters to the post box: about money, and a little longer. */
export const letters: readonly Story[] = [
  {
    id: 'invoice-for-museum',
    account: 'post',
    customer: { name: 'Dr. Henrike Maas', address: 'h.maas@museum.example.org' },
    language: 'en',
    turns: [
      says(
        'Dear Lantern & Loom,\n\nour museum bought six Moth pendants (L-4105). Our auditors ask for the invoice in the name of the foundation, not of the museum. Could you help?\n\nKind regards,\nHenrike Maas',
      ),
      replies(
        'Dear Dr. Maas,\n\nof course. Please send us the foundation’s name as it should stand, and its VAT number.\n\nWith best wishes',
      ),
      says(
        'Stiftung Haus am Ufer, DE000000000.\n\nAnd thank you: the moths look as if they had always lived in the stairwell.',
      ),
      replies(
        'The new invoice is attached to your account, the old one is void. We would love a photo of the stairwell.',
      ),
      ends('corrected', 'Invoice in the name of the foundation.'),
    ],
  },
  {
    id: 'instalments-please',
    account: 'post',
    customer: { name: 'Gareth Pugh', address: 'gareth.pugh@example.org' },
    language: 'en',
    turns: [
      says(
        'Hello,\n\nI would like the big Heron rug but not all of its price in one month. Can I pay in three?\n\nGareth',
      ),
      replies(
        'Hello Gareth,\n\nyou can: three equal parts, no interest, the rug comes with the first. Shall I set it up?',
      ),
      says('Please do. First on the 1st if possible, that is when I am rich.'),
      notes('Three times 163 €, from the 1st.'),
      replies('Done: 163 € on the 1st of three months. The rug leaves on the 2nd.'),
      ends('explained', 'Instalments, 3 × 163 €.'),
    ],
  },
  {
    id: 'vat-across-border',
    account: 'post',
    customer: { name: 'Annika Lund', address: 'annika.lund@example.org' },
    language: 'en',
    turns: [
      says('Hi,\n\nI was charged 25 % VAT but the product page said 19 %. Which one is it?\n\nAnnika'),
      replies(
        'Hi Annika,\n\nboth, sadly: the page shows our country’s, the checkout yours. The final price should still be the one on the page. What were you charged?',
      ),
      says('156.46 instead of 149.'),
      asks('Price on the page 149, charged 156.46 (Sweden). Is the new tax table live already? You set it up.'),
      replies(
        'You found a real mistake: the price should have stayed. 7.46 € go back to you today, and to eleven others because of you.',
      ),
      says('Then I feel useful. Thank you!'),
      ends('refunded', 'Tax table: 7.46 € returned; eleven other orders found.'),
    ],
  },
  {
    id: 'gift-card-lost',
    account: 'post',
    customer: { name: 'Patrice Mbeki', address: 'patrice.mbeki@example.org' },
    language: 'en',
    turns: [
      says(
        'Good morning,\n\nI washed my trousers with a gift card of yours in them. One can read "L", "oo" and part of a number. Is it lost?\n\nPatrice',
      ),
      replies(
        'Good morning Patrice,\n\nour cards are paper, but our memory is not. Who gave it to you, and when, roughly?',
      ),
      says('My aunt Ruth Mbeki, in March.'),
      notes('Card of 80 € bought 9 March by R. Mbeki, unused. Ask aunt? Amount is small, good story.'),
      replies('Found it: 80 €, unused. The new number is in a mail to your aunt, who can scold you and pass it on.'),
      says('She is already scolding. Thank you.'),
      ends('corrected', 'Gift card reissued to its buyer.'),
    ],
  },
  {
    id: 'reembolso-incompleto',
    account: 'post',
    customer: { name: 'Rosario Beltrán', address: 'rosario.beltran@example.org' },
    language: 'es',
    turns: [
      says('Buenos días:\n\ndevolví dos mantas y me han reembolsado una. ¿Podrían revisarlo?\n\nRosario Beltrán'),
      replies('Buenos días, Rosario:\n\nlo reviso ahora mismo. ¿Iban las dos en el mismo paquete?'),
      says('Sí, atadas con una cinta azul.'),
      notes('En el almacén hay una manta «sin dueño» con cinta azul.'),
      replies(
        'La cinta azul lo aclara todo: la segunda estaba esperando dueña. Acabo de reembolsar los 89 € que faltaban.',
      ),
      says('Muchas gracias, y quédense la cinta.'),
      ends('refunded', 'Segunda manta encontrada; 89 € reembolsados.'),
    ],
  },
  {
    id: 'direct-debit-bounced',
    account: 'post',
    customer: { name: 'Oskar Lindqvist', address: 'oskar.l@example.org' },
    language: 'en',
    turns: [
      says(
        'You write that my payment bounced and want 8 € for it. My bank says nobody ever asked. Please check before charging people.',
      ),
      replies(
        'Good day,\n\nyou are right to ask. Could you give me the last four digits of the account, so that I look at the right one?',
      ),
      says('…0417. It ends in 0417, not 0471.'),
      notes('We asked 0471. Our typing mistake at the phone order.'),
      replies(
        'We asked the wrong account: ours was 0471. The fee is gone, the reminder too, and I am sorry for the tone of that letter.',
      ),
      says('Accepted. Good that somebody reads.'),
      ends('corrected', 'Account number typed wrongly by us; fee cancelled.'),
    ],
  },
  {
    id: 'subscription-of-bulbs',
    account: 'post',
    customer: { name: 'Hiroto Mori', address: 'hiroto.mori@example.org' },
    language: 'en',
    turns: [
      says('Hello,\n\nI have a bulb subscription. I own two lamps. I have now 31 bulbs. How do I stop?\n\nMori'),
      replies(
        'Hello Mr. Mori,\n\nI stop it this minute. And 31 bulbs are too many for anybody: we take back what is unopened.',
      ),
      says('24 are unopened.'),
      moves(
        'support',
        'Return label for 24 unopened bulbs, please; subscription is stopped, money follows when they arrive.',
      ),
      replies('The label is in your mail. Any box will do, a shoe box is perfect.'),
      says('I have many boxes now. Thank you.'),
      ends('solved', '24 bulbs come back; subscription stopped.'),
    ],
  },
];
