import { asks, ends, moves, notes, replies, type Story, says } from '../story.ts';

/** What comes in by WhatsApp: short sentences from people who stand beside a broken lamp. */
export const repairs: readonly Story[] = [
  {
    id: 'fell-off-ladder',
    account: 'whatsapp',
    customer: { name: 'Joaquín Prieto', address: '+34600000101' },
    language: 'en',
    turns: [
      says('hi the lamp fell. i did not. stand is bent'),
      replies('Glad it was that way round! Which lamp, and can you send a photo of the stand?'),
      says('Harbour. no photo, hands full of ladder'),
      replies(
        'No hurry. If the stand is bent less than a finger, we straighten it for 20 €. More than that, a new one is 38 €.',
      ),
      says('two fingers'),
      replies('Then a new stand. It screws on, the key comes with it.'),
      says('ok send please'),
      ends('solved', 'New Harbour stand, 38 €.'),
    ],
  },
  {
    id: 'switch-clicks',
    account: 'whatsapp',
    customer: { name: 'Aroha Ngata', address: '+64210000102' },
    language: 'en',
    turns: [
      says('Kia ora! The switch on my bedside lamp clicks so loud it wakes the dog, who wakes everybody'),
      replies('Kia ora, Aroha. There is a quiet switch for that lamp. Are you comfortable with two wires?'),
      says('I am comfortable with four, my dad was an electrician'),
      replies('Then I post you the quiet one, with the drawing. Unplug it first, please, I have to say that.'),
      says('Unplugging. Sweet as.'),
      ends('solved', 'Quiet switch sent, customer fits it herself.'),
    ],
  },
  {
    id: 'shade-cracked',
    account: 'whatsapp',
    customer: { name: 'Yusuf Demir', address: '+905000000103' },
    language: 'en',
    turns: [
      says('Shade came like this', 'cracked-shade.png'),
      says('It was a present. For tomorrow!!'),
      replies('Oh no. Where are you? If it is the city, a bicycle can be there tonight.'),
      says('Kadıköy. So no'),
      asks('Cracked shade, birthday tomorrow, Kadıköy. Does our shop friend there still keep two Harbours?'),
      replies('We have a friend with a shop in Moda who keeps two. She puts one aside for you until eight tonight.'),
      says('You are kidding. Going now'),
      says('Got it. She gave me tea as well'),
      ends('solved', 'Replaced through the shop in Moda. Send them a new one!'),
    ],
  },
  {
    id: 'smells-of-smoke',
    account: 'whatsapp',
    customer: { name: 'Bríd Gallagher', address: '+353850000104' },
    language: 'en',
    turns: [
      says('Blanket smells of turf smoke. Is that you or my neighbour?'),
      replies(
        'That is us, I am afraid: the Pilgrim wool dries over a turf stove. It goes away in two days on the line.',
      ),
      says('God no, leave it, it smells of my nan’s house'),
      replies('Then keep it in the bag when you are not using it, and it stays for years.'),
      says('You have me crying in the hallway. Thanks.'),
      ends('solved', 'Smell of turf: wanted.'),
    ],
  },
  {
    id: 'sparks',
    account: 'whatsapp',
    customer: { name: 'Dinesh Pillai', address: '+919000000105' },
    language: 'en',
    turns: [
      says('There was a SPARK when I plugged it in'),
      replies('Please leave it unplugged, and do not touch the plug. Is everybody all right?'),
      says('Yes all fine. It is the travel adapter I think, it is black now'),
      notes('Adapter, not lamp, but take no risk: swap the lead too.'),
      replies(
        'Throw the adapter away, please, today. I send you a lead with your own plug, so that you never need one.',
      ),
      says('How much?'),
      replies('Nothing. Sleep well.'),
      says('Thank you. My wife says also thank you'),
      ends('solved', 'Burnt travel adapter. Lead with local plug sent, free.'),
    ],
  },
  {
    id: 'repair-not-mine',
    account: 'whatsapp',
    customer: { name: 'Elif Schneider', address: '+491500000106' },
    language: 'de',
    turns: [
      says('Ihr habt mir die falsche Lampe zurückgeschickt. Repariert ist sie prima, nur ist es nicht meine.'),
      replies('Oh je! Steht unter dem Fuß eine Nummer?'),
      says('2210. Meine war 2201.'),
      notes('2201 und 2210 vertauscht. 2210 gehört Herrn Aalto, der wartet auch.'),
      replies(
        'Da haben wir zwei Zettel vertauscht. Morgen holt jemand die 2210 ab und bringt die Ihre mit. Zeit um zehn?',
      ),
      says('Zehn passt. Ist meine denn auch repariert?'),
      replies('Ist sie, und poliert, zur Wiedergutmachung.'),
      ends('solved', 'Lampen 2201 und 2210 getauscht, Abholung um zehn.'),
    ],
  },
  {
    id: 'pay-for-repair',
    account: 'whatsapp',
    customer: { name: 'Marek Nowak', address: '+48500000107' },
    language: 'en',
    turns: [
      says('Repair is back, lamp perfect. But the invoice says 64, you told me 46'),
      replies(
        'Hello Marek. Somebody’s fingers swapped two digits. I take you to Billing, they may change invoices and I may not.',
      ),
      moves('billing', 'Repair quoted at 46 €, invoiced at 64 €. Typing mistake, quote is in the case.'),
      replies('46 it is. The old invoice is void, the new one is in your mail, and you need to do nothing.'),
      says('thanks, quick'),
      ends('corrected', 'Invoice corrected from 64 to 46 €.'),
    ],
  },
];
