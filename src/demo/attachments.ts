import { crc32, deflateSync } from 'node:zlib';

/**
 * The files that customers of the demo send: small, drawn and written here, so that nothing has to be shipped. The same
 * file is stored once, however often it is sent.
 */
export type AttachmentName =
  | 'cracked-shade.png'
  | 'loose-thread.png'
  | 'invoice-4471.pdf'
  | 'room-plan.png'
  | 'order.csv';

export interface Attachment {
  readonly name: AttachmentName;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number];
/** The colour of a point of a square whose sides go from 0 to 1. */
type Picture = (x: number, y: number) => Colour;

const cream: Colour = [244, 236, 222];
const brass: Colour = [178, 134, 62];
const paper: Colour = [252, 228, 170];
const ink: Colour = [62, 52, 44];
const wool: Colour = [96, 118, 130];

const pictures: Readonly<Record<string, Picture>> = {
  'cracked-shade.png': (x, y) => {
    const halfWidth = 0.16 + 0.34 * (y - 0.15);
    const isShade = y > 0.15 && y < 0.62 && Math.abs(x - 0.5) < halfWidth;
    const crack = 0.52 + 0.06 * Math.sin(y * 26) + (y - 0.3) * 0.3;
    if (isShade && y > 0.24 && Math.abs(x - crack) < 0.009) return ink;
    if (isShade) return paper;
    const isStand =
      (Math.abs(x - 0.5) < 0.02 && y >= 0.62 && y < 0.86) || (Math.abs(x - 0.5) < 0.17 && Math.abs(y - 0.88) < 0.025);
    return isStand ? brass : cream;
  },
  'loose-thread.png': (x, y) => {
    const thread = 0.5 + 0.2 * Math.sin(x * 9) * (1 - y);
    if (x > 0.35 && x < 0.7 && Math.abs(y - thread) < 0.012) return cream;
    const isDark = (Math.floor(x * 40) + Math.floor(y * 40)) % 2 === 0;
    return isDark ? wool : [118, 140, 150];
  },
  'room-plan.png': (x, y) => {
    const isWall = x < 0.06 || x > 0.94 || y < 0.06 || y > 0.94 || (Math.abs(x - 0.6) < 0.012 && y < 0.55);
    if (isWall) return ink;
    const isLamp = [
      [0.3, 0.3],
      [0.3, 0.7],
      [0.78, 0.3],
      [0.78, 0.75],
    ].some(([cx, cy]) => Math.hypot(x - (cx ?? 0), y - (cy ?? 0)) < 0.045);
    return isLamp ? brass : cream;
  },
};

const side = 240;

/** An uninterlaced PNG of eight bits a channel. */
function drawPng(picture: Picture): Buffer {
  const rows = Buffer.alloc(side * (side * 3 + 1));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) rows.set(picture(x / side, y / side), y * (side * 3 + 1) + 1 + x * 3);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** One page with these lines, as the smallest PDF that readers open without complaint. */
function writePdf(lines: readonly string[]): Buffer {
  const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n');
  const stream = `BT /F1 12 Tf 16 TL 60 780 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const table = ['0000000000 65535 f ', ...offsets.map((offset) => `${offset} 00000 n `)].join('\n');
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${objects.length + 1}\n${table}\n${trailer}`, 'latin1');
}

const invoice = [
  'Lantern & Loom',
  'Invoice 4471',
  '',
  '1 Harbour lamp, brass                    149.00',
  '1 Harbour lamp, brass                    149.00',
  'Carriage                                   6.90',
  'Total                                    304.90',
];

const order = 'article,pieces\nMoth pendant 60,14\nEmber lantern,30\nFogbank throw,12\n';

/** The file of that name. */
export function attachment(name: AttachmentName): Attachment {
  if (name === 'invoice-4471.pdf') return { name, mediaType: 'application/pdf', bytes: writePdf(invoice) };
  if (name === 'order.csv') return { name, mediaType: 'text/csv', bytes: Buffer.from(order) };
  return { name, mediaType: 'image/png', bytes: drawPng(pictures[name] as Picture) };
}
