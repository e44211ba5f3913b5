import { asks, ends, moves, notes, replies, type Story, says, tries } from '../story.ts';

/** Business customers, who write to the trade desk. */
export const trade: readonly Story[] = [
  {
    id: 'hotel-forty-lamps',
    account: 'trade',
    customer: { name: 'Isabel Monteiro', address: 'isabel@hotel.example.org' },
    language: 'en',
    turns: [
      says(
        'Dear team,\n\nwe are refitting a small hotel and would need forty Harbour lamps by May. Is that possible, and at which price?\n\nIsabel Monteiro',
      ),
      replies(
        'Dear Isabel,\n\nforty by May is possible if we begin this month. From twenty pieces the price is 118 €. May I ask how they will be mounted?',
      ),
      says('Twenty-eight on bedside tables, twelve on the wall. This is the plan of one floor.', 'room-plan.png'),
      asks('Twelve Harbours for the wall. You did the brackets for the ferry, would they hold here?'),
      replies(
        'The wall brackets of our ferry order fit: 14 € each, brushed like the lamps. I have put it all into an offer, valid for four weeks.',
      ),
      says('Lovely. I will bring it to the owners on Monday.'),
      ends('quoted', 'Offer for 40 Harbours, 12 with wall bracket.'),
    ],
  },
  {
    id: 'cafe-order-list',
    account: 'trade',
    customer: { name: 'Théo Marchetti', address: 'theo@cafe.example.org' },
    language: 'en',
    turns: [
      says('Hello, our order for the second café is attached. Same terms as last time?', 'order.csv'),
      replies(
        'Hello Théo, congratulations on the second one! Same terms. The Moths in 60 are back in eleven days, the rest can leave tomorrow.',
      ),
      says('Everything together please, we open in three weeks.'),
      tries('billing', 'Second café, same terms as the first: 30 days, please.'),
      notes('Sales cannot send to Billing. Wrote the terms into the order instead.'),
      replies('Together, then, in eleven days, with the invoice to the same address.'),
      says('Parfait. First coffee is on us.'),
      ends('ordered', 'Order of 56 pieces, one delivery.'),
    ],
  },
  {
    id: 'invoice-split',
    account: 'trade',
    customer: { name: 'Wanjiru Kamau', address: 'wanjiru@studio.example.org' },
    language: 'en',
    turns: [
      says('Hi! Could our last invoice be split over two clients? 60/40. They will not believe me otherwise.'),
      replies('Hi Wanjiru! That is a matter for Billing. Let me see whether I can send you there directly.'),
      tries('billing', 'Split the invoice of the studio 60/40 over two clients.'),
      notes('Nothing goes from Sales to Billing directly; Support can.'),
      moves('support', 'Please pass on to Billing: invoice of the studio to be split 60/40. Sales may not send there.'),
      replies('Hello Wanjiru, I have it and bring you to the right desk.'),
      moves('billing', 'From Sales by way of us: split the studio’s last invoice 60/40, two names are in the thread.'),
      replies('Both invoices are in your mail, 60 and 40, with the two names as in your first message of March.'),
      says('Amazing, thank you all three!'),
      ends('corrected', 'Invoice split 60/40.'),
    ],
  },
  {
    id: 'theatre-loan',
    account: 'trade',
    customer: { name: 'Dorothy Finch', address: 'props@theatre.example.org' },
    language: 'en',
    turns: [
      says('Would you lend a theatre nine lanterns for a ghost story? They must flicker. On purpose, for once.'),
      replies(
        'We would love to. Ember lanterns can flicker: hold the switch for seven seconds. When is the first night?',
      ),
      says('The 12th. We have no money, but very good seats.'),
      tries('billing', 'Loan against four theatre seats: how do we book that?'),
      notes('Billing is closed to us. Ask for two seats for packing, they earned it.'),
      replies('Nine Embers until the end of the season, against four good seats. The papers are on their way.'),
      says('You shall have the royal box.'),
      ends('ordered', 'Nine Embers on loan until the end of the season.'),
    ],
  },
  {
    id: 'colour-to-match',
    account: 'trade',
    customer: { name: 'Jun-ho Baek', address: 'junho@interiors.example.org' },
    language: 'en',
    turns: [
      says('Can you weave the Fogbank to a given colour? Client wants exactly the green of her grandmother’s car.'),
      replies('If you send us a chip of it, or the maker’s code. From thirty pieces.'),
      says('It is ONE throw.'),
      replies(
        'Then it is a love story and not an order. One costs 390 €, because we dye for it alone. Fair warning: four weeks.',
      ),
      says('She says yes before I finish the sentence. Code L16K.'),
      ends('ordered', 'One Fogbank dyed to L16K, 390 €.'),
    ],
  },
  {
    id: 'wholesale-not-now',
    account: 'trade',
    customer: { name: 'Rik van Dam', address: 'rik@homestores.example.org' },
    language: 'en',
    turns: [
      says('We run 60 stores. We would take 4,000 Moths a quarter at 40 % of list. Interested?'),
      replies('Dear Rik, that is a generous number, and an impossible one: we fold 900 a quarter, by hand.'),
      says('You could fold faster.'),
      replies(
        'We could, and then they would be somebody else’s moths. Two hundred a quarter at trade price we can promise.',
      ),
      says('Too few for us. Respect, though.'),
      ends('not-now', 'Too large for us, parted as friends.'),
    ],
  },
];
